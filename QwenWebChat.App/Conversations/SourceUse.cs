namespace QwenWebChat.App.Conversations;

/// <summary>What of one document an answer was written from.</summary>
/// <param name="SentPages">The numbers of the pages that were sent, in full or in part; empty where the format has none.</param>
/// <param name="PageCount">Pages with text.</param>
/// <param name="SentCharacters">Of how many in all.</param>
public sealed record SourceUse(Guid DocumentId, string Name, IReadOnlyList<int> SentPages, int PageCount, int SentCharacters, int CharacterCount)
{
    public bool IsWhole => SentCharacters == CharacterCount;
}
