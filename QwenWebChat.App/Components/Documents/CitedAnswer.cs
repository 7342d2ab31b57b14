namespace QwenWebChat.App.Components.Documents;

/// <summary>An answer whose quotations are references.</summary>
/// <param name="Markdown">With <c>[n]</c> for each.</param>
/// <param name="Find">Where a number leads to; null for none.</param>
/// <param name="Note">Why some lead nowhere; null where there is nothing to say of it.</param>
public sealed record CitedAnswer(string Markdown, Func<int, CitationTarget?> Find, string? Note = null);
