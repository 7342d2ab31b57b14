namespace QwenWebChat.App.Documents.Summaries;

/// <summary>A range of a document that was not read.</summary>
/// <param name="FirstPage">The first page; null if the format has no pages.</param>
public sealed record UnreadRange(int Start, int Length, int? FirstPage, int? LastPage)
{
    public int End => Start + Length;
}
