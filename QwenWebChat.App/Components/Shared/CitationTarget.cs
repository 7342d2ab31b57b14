using System.Globalization;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Resources;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Components.Shared;

/// <summary>The place that a reference leads to, and what it says of itself.</summary>
/// <param name="Address">The address of the words in their document; null where they were not found.</param>
/// <param name="Title">The quotation, its page, and how well the document agrees.</param>
public sealed record CitationTarget(CitationKind Kind, string? Address, string Title)
{
    /// <summary>The target of a citation, the same for answers and summaries.</summary>
    /// <param name="tab">The tab that stays open beside the document.</param>
    /// <param name="notFound">The reason why words were not found; null for the usual one.</param>
    public static CitationTarget Of(Citation citation, string tab, IStringLocalizer<UiText> texts, string? notFound = null)
    {
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
        ];
        string? address = citation.DocumentId is { } document ? AddressOf(document, citation.Start, citation.Length, tab) : null;
        return new CitationTarget(citation.Kind, address, string.Join(" · ", parts.Where(part => part is not null)));
    }

    /// <summary>The address of a stretch of a document's text.</summary>
    public static string AddressOf(Guid documentId, int start, int length, string tab) =>
        string.Create(CultureInfo.InvariantCulture, $"documents/{documentId}?at={start}-{length}&tab={tab}");
}
