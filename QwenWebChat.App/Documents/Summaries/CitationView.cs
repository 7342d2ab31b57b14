using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>Words of the document that a claim rests on.</summary>
/// <param name="Number">Under which the text beside it refers to it.</param>
/// <param name="Quote">As the model wrote them.</param>
/// <param name="Start">Where they were found in the document's text; null where they were not.</param>
/// <param name="Length">How long the found stretch is.</param>
/// <param name="Page">Null where the format has no pages, or where they were not found.</param>
public sealed record CitationView(int Number, string Quote, int? Start, int Length, int? Page)
{
    /// <summary>The document says so.</summary>
    public bool IsVerified => Start is not null;

    internal static CitationView Of(Citation row) => new(row.Number, row.Quote, row.Start, row.Length, row.Page);
}
