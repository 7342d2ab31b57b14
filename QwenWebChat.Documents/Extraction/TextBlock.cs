namespace QwenWebChat.Documents.Extraction;

/// <summary>A paragraph, row or note before it is added to the text. A form feed in it is a page break.</summary>
internal readonly record struct TextBlock(DocumentPartKind Kind, int Level, string Text);
