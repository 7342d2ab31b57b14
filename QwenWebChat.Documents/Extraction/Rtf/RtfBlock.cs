namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>A paragraph, list item, row or note before it is added to the text.</summary>
internal readonly record struct RtfBlock(DocumentPartKind Kind, int Level, string Text);
