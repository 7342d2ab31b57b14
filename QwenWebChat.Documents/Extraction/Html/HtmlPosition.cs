namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>A place in a block that is still open: which block, and how many characters it had.</summary>
internal readonly record struct HtmlPosition(int Block, int Offset);
