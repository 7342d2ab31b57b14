namespace QwenWebChat.App.Conversations;

/// <summary>A draft as it is kept.</summary>
/// <param name="Version">Higher with every change of the text; 0 where nothing was ever written.</param>
public sealed record DraftView(DraftPlace Place, string Text, long Version)
{
    /// <summary>What is to go along, in the order in which it was added.</summary>
    public IReadOnlyList<DraftFile> Files { get; init; } = [];
}
