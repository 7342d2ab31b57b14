namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>A token of RTF.</summary>
/// <param name="Word">The control's name; empty for other kinds.</param>
/// <param name="Number">The control's parameter, or the byte; null for a control without one.</param>
internal readonly record struct RtfToken(RtfTokenKind Kind, string Word, int? Number)
{
    /// <summary>True unless the control is turned off by the parameter 0.</summary>
    public bool IsOn => Number != 0;
}
