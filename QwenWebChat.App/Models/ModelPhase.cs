namespace QwenWebChat.App.Models;

/// <summary>The phase of the process's one model.</summary>
public enum ModelPhase
{
    /// <summary>No model is loaded and none is being loaded.</summary>
    None,

    /// <summary>The weights are being read.</summary>
    Loading,

    /// <summary>The model answers requests.</summary>
    Ready,
}
