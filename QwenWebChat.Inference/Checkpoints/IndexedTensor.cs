namespace QwenWebChat.Inference.Checkpoints;

/// <summary>One tensor of a checkpoint and the file that holds it.</summary>
/// <param name="File">The file; the <see cref="CheckpointIndex"/> owns it.</param>
/// <param name="Entry">The tensor's place in that file.</param>
public sealed record IndexedTensor(SafetensorsFile File, TensorEntry Entry);
