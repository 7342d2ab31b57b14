namespace QwenWebChat.App.Models;

/// <summary>The reason why the context is shorter than the model's files state.</summary>
public enum ContextNote
{
    None,

    /// <summary>Models of this family and size were trained on this context length at most.</summary>
    Training,

    /// <summary>A longer context needs dual chunk attention, which is not implemented.</summary>
    DualChunk,
}
