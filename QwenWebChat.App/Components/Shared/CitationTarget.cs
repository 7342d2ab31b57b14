using System.Globalization;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Resources;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Components.Shared;

/// <summary>The place that a reference leads to, and what it says of itself.</summary>
/// <param name="Address">The address of the words in their document; null if they were not found, or the reader cannot open the document.</param>
/// <param name="Title">The quotation, its page, and how well the document agrees.</param>
public sealed record CitationTarget(CitationKind Kind, string? Address, string Title)
{
    /// <summary>The target of a citation, the same for answers and summaries.</summary>
    /// <param name="addressOf">The addresses in the documents, as the reader finds them.</param>
    /// <param name="notFound">The reason why words were not found; null for the usual one.</param>
    public static CitationTarget Of(Citation citation, StretchAddress addressOf, IStringLocalizer<UiText> texts, string? notFound = null)
    {
        string? address = citation.DocumentId is { } document ? addressOf(document, citation.Start, citation.Length) : null;
        string?[] parts =
        [
            $"“{citation.Quote}”",
            citation.Page is { } page ? texts["OnPage", page].Value : null,
            citation.Kind switch
            {
                CitationKind.Close => texts["QuoteClose", citation.Words].Value,
                CitationKind.NotFound => notFound ?? texts["QuoteNotFound"].Value,
                _ => null,
            },
            citation.DocumentId is not null && address is null ? texts["QuoteNotShared"].Value : null,
        ];
        return new CitationTarget(citation.Kind, address, string.Join(" · ", parts.Where(part => part is not null)));
    }

    /// <summary>The addresses in one's own documents.</summary>
    /// <param name="tab">The tab that stays open beside the document.</param>
    public static StretchAddress InOwn(string tab) => (document, start, length) => In($"documents/{document}", start, length) + $"&tab={tab}";

    /// <summary>The address of a stretch on the page that shows its document.</summary>
    public static string In(string page, int start, int length) => string.Create(CultureInfo.InvariantCulture, $"{page}?at={start}-{length}");
}
