namespace QwenWebChat.Documents.Extraction.Ocr;

/// <summary>A line of a page as it was recognised.</summary>
/// <param name="Place">The numbers of its block, paragraph and line, which are the same in every language.</param>
internal sealed record OcrLine((int Block, int Paragraph, int Line) Place)
{
    public List<string> Words { get; } = [];

    /// <summary>The sum of its words' confidences in percent.</summary>
    public double Total { get; set; }

    public double Confidence => Total / Words.Count;
}
