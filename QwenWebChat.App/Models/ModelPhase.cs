namespace QwenWebChat.App.Models;

/// <summary>Where the one model of this process stands.</summary>
public enum ModelPhase
{
    /// <summary>No model is loaded and none is being loaded.</summary>
    None,

    /// <summary>Weights are being read.</summary>
    Loading,

    /// <summary>Requests are answered.</summary>
    Ready,
}
