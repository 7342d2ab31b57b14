using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Data;

/// <summary>The stored form of a <see cref="Citation"/>.</summary>
public sealed class StoredCitation
{
    public required Guid Id { get; init; }

    /// <summary>The summary that contains it; null for a citation in an answer.</summary>
    public Guid? SummaryId { get; init; }

    /// <summary>The answer that contains it; null for a citation in a summary.</summary>
    public Guid? MessageId { get; init; }

    public required Guid DocumentId { get; init; }

    /// <summary>The number by which the text refers to it, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The words as the model wrote them.</summary>
    public required string Quote { get; init; }

    /// <summary>The kind of the citation; null if an earlier version, which did not store it, found the words.</summary>
    public CitationKind? Kind { get; init; }

    /// <summary>The offset of the words in the document's text; null if they were not found.</summary>
    public int? Start { get; init; }

    public int Length { get; init; }

    public int? Page { get; init; }

    /// <summary>The words as the document contains them; null if <see cref="Kind"/> is.</summary>
    public string? Words { get; init; }

    public static StoredCitation Of(Citation citation, Guid summaryId, Guid documentId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        SummaryId = summaryId,
        DocumentId = documentId,
        Number = citation.Number,
        Quote = citation.Quote,
        Kind = citation.Kind,
        Start = citation.IsFound ? citation.Start : null,
        Length = citation.Length,
        Page = citation.Page,
        Words = citation.Words,
    };

    /// <summary>Returns the citation; searches for the words again if the kind is not stored.</summary>
    /// <param name="search">Searches the document; null if its text cannot be opened, and the words count as not found.</param>
    public Citation ToCitation(CitationSearch? search) => Kind is not { } kind
        ? (search?.Find(Quote, (Start ?? 0, Length)) ?? new Citation(Quote, CitationKind.NotFound)) with { Number = Number }
        : new Citation(Quote, kind)
        {
            Number = Number,
            DocumentId = kind == CitationKind.NotFound ? null : DocumentId,
            Start = Start ?? 0,
            Length = Length,
            Page = Page,
            Words = Words ?? "",
        };
}
