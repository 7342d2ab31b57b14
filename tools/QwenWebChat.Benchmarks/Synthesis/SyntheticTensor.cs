using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>One tensor of a synthetic safetensors file.</summary>
internal sealed record SyntheticTensor(string Name, DType DType, long[] Shape, TensorContent Content);
