using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Data;

/// <summary>The row of a <see cref="Citation"/>.</summary>
public sealed class StoredCitation
{
    public required Guid Id { get; init; }

    /// <summary>The summary that it stands in; null for an answer's.</summary>
    public Guid? SummaryId { get; init; }

    /// <summary>The answer that it stands in; null for a summary's.</summary>
    public Guid? MessageId { get; init; }

    public required Guid DocumentId { get; init; }

    /// <summary>The number under which the text refers to it, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The words as the model wrote them.</summary>
    public required string Quote { get; init; }

    /// <summary>The kind of the citation; null if an earlier version, which did not store it, found the words.</summary>
    public CitationKind? Kind { get; init; }

    /// <summary>The offset of the words in the document's text; null where they were not found.</summary>
    public int? Start { get; init; }

    public int Length { get; init; }

    public int? Page { get; init; }

    /// <summary>The words as the document holds them; null as <see cref="Kind"/> is.</summary>
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

    /// <summary>The citation, searched for again where its kind is not stored.</summary>
    /// <param name="search">Over the document; null where its text cannot be opened, and then nothing shows that it holds the words.</param>
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
