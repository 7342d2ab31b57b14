namespace QwenWebChat.App.Documents.Summaries;

/// <summary>A stretch of a document that the model reads at once.</summary>
/// <param name="Place">From 0, in the order of the document.</param>
/// <param name="Title">The headings that it stands under, from the outermost, joined by <c> › </c>; empty for none.</param>
/// <param name="Start">Where it begins in the document's text.</param>
/// <param name="Length">How long it is.</param>
/// <param name="FirstPage">Null where the format has no pages.</param>
/// <param name="LastPage">Null where the format has no pages.</param>
/// <param name="Tokens">Of its text.</param>
/// <param name="CutsSentence">It ends within a sentence, because that one alone exceeds the budget.</param>
public sealed record SummaryLeaf(int Place, string Title, int Start, int Length, int? FirstPage, int? LastPage, int Tokens, bool CutsSentence)
{
    public int End => Start + Length;
}
