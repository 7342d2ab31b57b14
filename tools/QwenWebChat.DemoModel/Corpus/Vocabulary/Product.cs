namespace QwenWebChat.DemoModel.Corpus.Vocabulary;

/// <summary>A product with the slots that a wish for it can name.</summary>
/// <param name="HasMemory">Whether people ask for it with a size of memory.</param>
internal sealed record Product(string Name, string Color, string Memory, int Budget, bool HasMemory)
{
    /// <summary>"a" or "an", by the sound of the brand.</summary>
    public string Article => Name.StartsWith("HP", StringComparison.Ordinal)
        || Name.StartsWith("LG", StringComparison.Ordinal)
        || Name.StartsWith("Honor", StringComparison.Ordinal)
        || ("AEIO".Contains(Name[0], StringComparison.Ordinal) && !Name.StartsWith("One", StringComparison.Ordinal)) ? "an" : "a";
}
