namespace QwenWebChat.Documents.Extraction.Ocr;

/// <summary>The text that was recognised in the picture of a page.</summary>
/// <param name="Confidence">The mean confidence of its words in percent.</param>
internal sealed record OcrPage(int Number, IReadOnlyList<string> Paragraphs, int Confidence);
