namespace QwenWebChat.Documents.Citations;

/// <summary>A quotation that a model wrote, and the words of the document with which it was compared.</summary>
/// <param name="Quote">The words as the model wrote them.</param>
public sealed record Citation(string Quote, CitationKind Kind)
{
    /// <summary>The number by which a text refers to the citation, from 1; 0 for a citation that no text refers to.</summary>
    public int Number { get; init; }

    /// <summary>The document that contains the words; null if none does.</summary>
    public Guid? DocumentId { get; init; }

    /// <summary>The offset of the words in the document's text; 0 if it does not contain them.</summary>
    public int Start { get; init; }

    /// <summary>The length of the words in the document's text; 0 if it does not contain them.</summary>
    public int Length { get; init; }

    /// <summary>The number of the page on which the words begin; null if the format has no pages, or if the words were not found.</summary>
    public int? Page { get; init; }

    /// <summary>The words as the document contains them; empty if it does not.</summary>
    public string Words { get; init; } = "";

    public bool IsFound => Kind != CitationKind.NotFound;

    /// <summary>Returns true if the document agrees better with this citation than with another of the same quotation.</summary>
    public bool IsBetterThan(Citation other) => Rank(Kind) < Rank(other.Kind);

    private static int Rank(CitationKind kind) => kind switch
    {
        CitationKind.Exact => 0,
        CitationKind.Normalised => 1,
        CitationKind.Close => 2,
        _ => 3,
    };
}
