namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>The warning level of a value.</summary>
public enum TileTone
{
    None,
    Warning,
    Danger,
}
