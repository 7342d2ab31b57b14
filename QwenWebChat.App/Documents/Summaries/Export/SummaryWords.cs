using System.Globalization;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Resources;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Summaries.Export;

/// <summary>The texts in an exported file beside the summary, in the user's language.</summary>
internal sealed class SummaryWords(IStringLocalizer<UiText> texts)
{
    /// <summary>The heading of the citations.</summary>
    public string Sources => texts["Sources"];

    /// <summary>Returns the quotation, its page, and how well the document agrees.</summary>
    public string Describe(Citation citation)
    {
        string page = citation.Page is { } number ? $" ({Text("PageShort", number)})" : "";
        string note = citation.Kind switch
        {
            CitationKind.Close => $" — {Text("QuoteClose", OneLine(citation.Words))}",
            CitationKind.NotFound => $" — {texts["QuoteNotFound"]}",
            _ => "",
        };
        return $"“{OneLine(citation.Quote)}”{page}{note}";
    }

    private string Text(string key, object argument) => string.Format(CultureInfo.InvariantCulture, texts[key].Value, argument);

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
