namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>A paragraph, row or note before it is added to the text. A form feed in it is a page break.</summary>
internal readonly record struct OdfBlock(DocumentPartKind Kind, int Level, string Text);
