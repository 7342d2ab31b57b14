namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>Whether a figure is beyond a threshold.</summary>
public enum TileTone
{
    None,
    Warning,
    Danger,
}
