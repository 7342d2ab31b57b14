namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>The properties that a style gives to its paragraphs or runs; null for a property that it leaves to its base style.</summary>
internal sealed record WordStyle
{
    public string? Name { get; init; }

    public string? BasedOn { get; init; }

    public int? OutlineLevel { get; init; }

    public bool? BreaksPageBefore { get; init; }

    public int? ListId { get; init; }

    public int? ListLevel { get; init; }

    public WordRunFormat Run { get; init; }
}
