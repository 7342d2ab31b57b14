using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Api.OpenAi.Summaries;

/// <summary>A summary, finished or not.</summary>
/// <param name="CreatedAt">The time of its start in whole seconds since 1970.</param>
/// <param name="Text">Markdown, in which <c>[n]</c> refers to the citation of that number; null until it is complete.</param>
internal sealed record SummaryObject(string Id, long CreatedAt, string Status, string FileId, string Filename, string Model, SummaryOptions Options, string? Text)
{
    public string Object { get; } = "summary";

    /// <summary>The time of its end; null until it is complete.</summary>
    public long? CompletedAt { get; init; }

    public required SummaryEvent.Progress Progress { get; init; }

    /// <summary>The citations in the text; empty until it is complete.</summary>
    public IReadOnlyList<CitationObject> Citations { get; init; } = [];

    /// <summary>The part of the document that was read; null if its text cannot be opened.</summary>
    public CoverageObject? Coverage { get; init; }

    /// <summary>The reason of its failure; null unless it failed.</summary>
    public OpenAiFormat.ErrorDetails? Error { get; init; }

    /// <summary>A quotation in the text, and what the document says there.</summary>
    /// <param name="Number">The number by which the text refers to it, from 1.</param>
    /// <param name="Quote">The words as the model wrote them.</param>
    /// <param name="Kind">How they agree with the document: exact, normalized, close or not_found.</param>
    /// <param name="Words">The words as the document contains them; empty if it does not.</param>
    /// <param name="FileId">The document that contains them; null if it does not.</param>
    /// <param name="Page">Their page; null if they were not found, or the format has no pages.</param>
    /// <param name="Start">Their offset in the document's text, in UTF-16 code units.</param>
    internal sealed record CitationObject(int Number, string Quote, string Kind, string Words, string? FileId, string? Filename, int? Page, int Start, int Length)
    {
        public static CitationObject Of(Citation citation, string fileName) => new(
            citation.Number, citation.Quote, CitationWords.Of(citation.Kind), citation.Words,
            citation.DocumentId is { } id ? ObjectIds.Files.Of(id) : null, citation.DocumentId is null ? null : fileName,
            citation.Page, citation.Start, citation.Length);
    }

    /// <summary>The part of a document that a summary has read.</summary>
    /// <param name="IsComplete">True if nothing is missing, neither of the text nor of the file.</param>
    /// <param name="Missing">What the text lacks of the file, in a few sentences; null for nothing.</param>
    internal sealed record CoverageObject(
        bool IsComplete, int PartsRead, int PartCount, int PagesRead, int PageCount, int CharactersRead, int CharacterCount, IReadOnlyList<UnreadRange> LeftOut, string? Missing)
    {
        public static CoverageObject Of(SummaryCoverage coverage) => new(
            coverage.IsComplete, coverage.PartsRead, coverage.PartCount, coverage.PagesRead, coverage.PageCount, coverage.CharactersRead, coverage.CharacterCount,
            coverage.LeftOut, coverage.Gaps.ForModel());
    }
}
