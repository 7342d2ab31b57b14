namespace QwenWebChat.App.Models;

/// <summary>The reason that the pages give for a context that is shorter than the model's files say.</summary>
public enum ContextNote
{
    None,

    /// <summary>A model of this family and size was trained on no more.</summary>
    Training,

    /// <summary>More needs dual chunk attention, which is not computed.</summary>
    DualChunk,
}
