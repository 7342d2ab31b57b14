using QwenWebChat.App.Data;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>A passage of a document that a search has found.</summary>
internal sealed record DocumentHit(Document Document, DocumentText Text, Passage Passage)
{
    /// <summary>The page on which the passage begins; null if the format has no pages.</summary>
    public int? Page => Text.PageAt(Passage.Start)?.Number;

    /// <summary>The words of the passage.</summary>
    public string Words => Text.Text.Substring(Passage.Start, Passage.Length).Trim();
}
