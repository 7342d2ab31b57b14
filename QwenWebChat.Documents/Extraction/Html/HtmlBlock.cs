namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>A paragraph, heading, list item, table row or code block of a page.</summary>
/// <param name="IsMain">True within the page's main element, if it has one.</param>
internal readonly record struct HtmlBlock(DocumentPartKind Kind, int Level, string Text, bool IsMain);
