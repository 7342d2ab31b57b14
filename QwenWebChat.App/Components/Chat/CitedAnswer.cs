using QwenWebChat.App.Components.Shared;
namespace QwenWebChat.App.Components.Chat;

/// <summary>An answer whose quotations are replaced by references.</summary>
/// <param name="Markdown">The text with a reference <c>[n]</c> for each quotation.</param>
/// <param name="Find">Returns the target of a number; null if there is none.</param>
/// <param name="Note">The reason why some references have no target; null for none.</param>
public sealed record CitedAnswer(string Markdown, Func<int, CitationTarget?> Find, string? Note = null);
