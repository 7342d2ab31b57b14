using Microsoft.Extensions.Localization;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Components.Documents;

/// <summary>Finds the target of a summary's citation.</summary>
internal static class CitationViewExtensions
{
    public static CitationTarget TargetIn(this CitationView citation, Guid documentId, string tab, IStringLocalizer<UiText> texts) => citation.Start is { } start
        ? new CitationTarget(CitationTarget.AddressOf(documentId, start, citation.Length, tab), citation.Page is { } page ? $"“{citation.Quote}” · {texts["OnPage", page]}" : $"“{citation.Quote}”")
        : new CitationTarget(null, $"“{citation.Quote}” · {texts["QuoteNotFound"]}");
}
