namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>A position in an open block: the block's index and its length so far.</summary>
internal readonly record struct HtmlPosition(int Block, int Offset);
