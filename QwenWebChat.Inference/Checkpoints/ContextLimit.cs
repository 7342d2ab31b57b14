namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The reason why a model's context is shorter than its files state.</summary>
public enum ContextLimit
{
    None,

    /// <summary>The family was trained on a shorter context, and YaRN is not documented for a model of this size.</summary>
    Training,

    /// <summary>A longer context requires dual chunk attention, which this engine does not support.</summary>
    DualChunk,
}
