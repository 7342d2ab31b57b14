namespace QwenWebChat.App.Conversations;

/// <summary>A draft as it is kept.</summary>
/// <param name="Version">Higher with every change of the text; 0 where nothing was ever written.</param>
public sealed record DraftView(DraftPlace Place, string Text, long Version)
{
    /// <summary>The attached files, in the order in which they were added.</summary>
    public IReadOnlyList<DraftFile> Files { get; init; } = [];
}
