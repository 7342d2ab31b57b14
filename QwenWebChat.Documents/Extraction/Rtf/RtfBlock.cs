namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>A paragraph, item, row or note on its way into the text.</summary>
internal readonly record struct RtfBlock(DocumentPartKind Kind, int Level, string Text);
