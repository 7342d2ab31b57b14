namespace QwenWebChat.Documents.Extraction.Ocr;

/// <summary>The recognized text of a scanned page.</summary>
/// <param name="Confidence">The mean confidence of its words in percent.</param>
internal sealed record OcrPage(int Number, IReadOnlyList<string> Paragraphs, int Confidence);
