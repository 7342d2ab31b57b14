namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>A paragraph, row or note of an Office file before it is added to the text. A form feed in it is a page break.</summary>
internal readonly record struct OfficeBlock(DocumentPartKind Kind, int Level, string Text);
