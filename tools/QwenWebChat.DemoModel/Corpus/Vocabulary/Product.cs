namespace QwenWebChat.DemoModel.Corpus.Vocabulary;

/// <summary>A product with the slots that a request can name.</summary>
/// <param name="HasMemory">True if people name its memory size.</param>
internal sealed record Product(string Name, string Color, string Memory, int Budget, bool HasMemory)
{
    /// <summary>The article "a" or "an", by the pronunciation of the brand.</summary>
    public string Article => Name.StartsWith("HP", StringComparison.Ordinal)
        || Name.StartsWith("LG", StringComparison.Ordinal)
        || Name.StartsWith("Honor", StringComparison.Ordinal)
        || ("AEIO".Contains(Name[0], StringComparison.Ordinal) && !Name.StartsWith("One", StringComparison.Ordinal)) ? "an" : "a";
}
