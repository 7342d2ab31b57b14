namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The formats of models, in the order in which a path is tried.</summary>
internal static class CheckpointFormats
{
    public static ICheckpointFormat HuggingFace { get; } = new HuggingFaceFormat();

    public static IReadOnlyList<ICheckpointFormat> All { get; } = [HuggingFace, new GgufFormat()];
}
