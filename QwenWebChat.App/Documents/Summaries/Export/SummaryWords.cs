using System.Globalization;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Summaries.Export;

/// <summary>The texts that an exported file holds beside the summary, in the reader's language.</summary>
/// <param name="Sources">The heading over the citations.</param>
/// <param name="Page">The page of a citation, with {0} for its number.</param>
/// <param name="Close">The note behind a quotation that the document holds differently, with {0} for the document's words.</param>
/// <param name="NotFound">The note behind a quotation that the document does not hold.</param>
internal sealed record SummaryWords(string Sources, string Page, string Close, string NotFound)
{
    public static readonly SummaryWords English = new("Sources", "p. {0}", "not to the letter; the document says “{0}”", "not found in the document");

    /// <summary>The quotation, its page, and how well the document agrees.</summary>
    public string Describe(Citation citation)
    {
        string page = citation.Page is { } number ? " (" + string.Format(CultureInfo.InvariantCulture, Page, number) + ")" : "";
        string note = citation.Kind switch
        {
            CitationKind.Close => " — " + string.Format(CultureInfo.InvariantCulture, Close, OneLine(citation.Words)),
            CitationKind.NotFound => " — " + NotFound,
            _ => "",
        };
        return $"“{OneLine(citation.Quote)}”{page}{note}";
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
