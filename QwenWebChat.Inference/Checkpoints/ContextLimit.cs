namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The reason why a model's context is shorter than its files say.</summary>
public enum ContextLimit
{
    None,

    /// <summary>The family was trained on less, and a model of this size has no stretching by YaRN beyond it.</summary>
    Training,

    /// <summary>The rest needs dual chunk attention, which this engine does not compute.</summary>
    DualChunk,
}
