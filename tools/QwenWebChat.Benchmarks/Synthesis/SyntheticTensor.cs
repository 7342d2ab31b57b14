using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>One tensor of a synthetic safetensors file.</summary>
internal sealed record SyntheticTensor(string Name, CheckpointDType DType, long[] Shape, TensorContent Content);
