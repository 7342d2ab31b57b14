namespace QwenWebChat.Documents.Citations;

/// <summary>A quotation of a model, and the words of the document that it was compared with.</summary>
/// <param name="Quote">The words as the model wrote them.</param>
public sealed record Citation(string Quote, CitationKind Kind)
{
    /// <summary>The number under which a text refers to it, from 1; 0 for a citation that no text refers to.</summary>
    public int Number { get; init; }

    /// <summary>The document that holds the words; null where none does.</summary>
    public Guid? DocumentId { get; init; }

    /// <summary>The offset of the words in the document's text; 0 where it does not hold them.</summary>
    public int Start { get; init; }

    /// <summary>The length of the words in the document's text; 0 where it does not hold them.</summary>
    public int Length { get; init; }

    /// <summary>The number of the page where the words begin; null where the format has no pages, or where they were not found.</summary>
    public int? Page { get; init; }

    /// <summary>The words as the document holds them; empty where it does not.</summary>
    public string Words { get; init; } = "";

    public bool IsFound => Kind != CitationKind.NotFound;

    /// <summary>Tells whether the document agrees better with this citation than with another of the same quotation.</summary>
    public bool IsBetterThan(Citation other) => Rank(Kind) < Rank(other.Kind);

    private static int Rank(CitationKind kind) => kind switch
    {
        CitationKind.Exact => 0,
        CitationKind.Normalised => 1,
        CitationKind.Close => 2,
        _ => 3,
    };
}
