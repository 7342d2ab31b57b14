using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Api;

/// <summary>The words by which other programs learn how a quotation agrees with its document.</summary>
internal static class CitationWords
{
    public static string Of(CitationKind kind) => kind switch
    {
        CitationKind.Exact => "exact",
        CitationKind.Normalised => "normalized",
        CitationKind.Close => "close",
        _ => "not_found",
    };
}
