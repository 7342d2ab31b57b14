using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>How far a section of a running summary has come.</summary>
/// <param name="ParentId">The section into which it is merged, once that is known.</param>
/// <param name="Level">0 for leaves.</param>
/// <param name="Tokens">Of its text for a leaf, of what is merged for others.</param>
/// <param name="ReadTokens">How many of those the model has read.</param>
/// <param name="Partial">What was written so far, without quotations; empty unless it runs.</param>
public sealed record SectionProgress(
    Guid Id, Guid? ParentId, int Level, int Place, string Title, int? FirstPage, int? LastPage, int Tokens, SummaryState State, int ReadTokens, string Partial);
