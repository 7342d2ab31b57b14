using System.Globalization;

namespace QwenWebChat.App.Documents.Summaries.Export;

/// <summary>What an exported file says beside the summary, in the reader's language.</summary>
/// <param name="Sources">The heading over the citations.</param>
/// <param name="Page">With {0} for the number.</param>
/// <param name="NotFound">Behind a quotation that the document does not hold.</param>
internal sealed record SummaryWords(string Sources, string Page, string NotFound)
{
    public static readonly SummaryWords English = new("Sources", "p. {0}", "not found in the document");

    /// <summary>The quotation, its page, and whether the document says so.</summary>
    public string Describe(CitationView citation)
    {
        string page = citation.Page is { } number ? " (" + string.Format(CultureInfo.InvariantCulture, Page, number) + ")" : "";
        return $"“{OneLine(citation.Quote)}”{page}{(citation.IsVerified ? "" : $" — {NotFound}")}";
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
