using QwenWebChat.Documents.Extraction.Office;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>The format that a run or a style gives to text; null for a property that it leaves to the style behind it.</summary>
internal readonly record struct WordRunFormat
{
    public string? StyleId { get; init; }

    public bool? IsHidden { get; init; }

    public bool? IsStruck { get; init; }

    public RunPosition? Position { get; init; }

    /// <summary>True for white text.</summary>
    public bool? IsWhite { get; init; }

    /// <summary>True if the text has a background of its own.</summary>
    public bool? IsShaded { get; init; }

    public string? Font { get; init; }

    /// <summary>Returns this format, with the other's properties where this one has none.</summary>
    public WordRunFormat Over(WordRunFormat other) => new()
    {
        StyleId = StyleId,
        IsHidden = IsHidden ?? other.IsHidden,
        IsStruck = IsStruck ?? other.IsStruck,
        Position = Position ?? other.Position,
        IsWhite = IsWhite ?? other.IsWhite,
        IsShaded = IsShaded ?? other.IsShaded,
        Font = Font ?? other.Font,
    };
}
