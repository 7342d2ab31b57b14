namespace QwenWebChat.App.Conversations;

/// <summary>A stored draft.</summary>
/// <param name="Version">Increases with every change of the text; 0 if no text was ever written.</param>
public sealed record DraftView(DraftPlace Place, string Text, long Version)
{
    /// <summary>The attached files, in the order in which they were added.</summary>
    public IReadOnlyList<DraftFile> Files { get; init; } = [];
}
