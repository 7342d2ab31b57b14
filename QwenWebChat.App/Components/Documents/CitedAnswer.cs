namespace QwenWebChat.App.Components.Documents;

/// <summary>An answer whose quotations are references.</summary>
/// <param name="Markdown">With <c>[n]</c> for each.</param>
/// <param name="Find">Where a number leads to; null for none.</param>
public sealed record CitedAnswer(string Markdown, Func<int, CitationTarget?> Find);
