namespace QwenWebChat.Documents.Extraction.Ocr;

/// <summary>A recognized line of a page.</summary>
/// <param name="Place">The numbers of its block, paragraph and line; they are the same for every language.</param>
internal sealed record OcrLine((int Block, int Paragraph, int Line) Place)
{
    public List<string> Words { get; } = [];

    /// <summary>The sum of its words' confidences in percent.</summary>
    public double Total { get; set; }

    public double Confidence => Total / Words.Count;
}
