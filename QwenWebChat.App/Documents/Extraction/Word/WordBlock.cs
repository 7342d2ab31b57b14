namespace QwenWebChat.App.Documents.Extraction.Word;

/// <summary>A paragraph, row or note on its way into the text. A form feed in it is a page break.</summary>
internal readonly record struct WordBlock(DocumentPartKind Kind, int Level, string Text);
