namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>A paragraph, heading, item, row or listing of a page.</summary>
/// <param name="IsMain">True within the page's main part, if it marks one.</param>
internal readonly record struct HtmlBlock(DocumentPartKind Kind, int Level, string Text, bool IsMain);
