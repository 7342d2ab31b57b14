namespace QwenWebChat.App.Documents.Summaries;

/// <summary>A stretch of a document that was not read.</summary>
/// <param name="FirstPage">Null where the format has no pages.</param>
public sealed record LeftOutStretch(int Start, int Length, int? FirstPage, int? LastPage)
{
    public int End => Start + Length;
}
