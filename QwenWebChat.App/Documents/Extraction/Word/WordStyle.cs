namespace QwenWebChat.App.Documents.Extraction.Word;

/// <summary>What a paragraph style says about its paragraphs; null where it leaves it to the style that it is based on.</summary>
internal sealed record WordStyle
{
    public string? Name { get; init; }

    public string? BasedOn { get; init; }

    public int? OutlineLevel { get; init; }

    public bool? BreaksPageBefore { get; init; }

    public int? ListId { get; init; }

    public int? ListLevel { get; init; }
}
