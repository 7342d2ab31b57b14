namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// The characters that stand for themselves in every JSON string and that a regular expression's dot matches: what nearly
/// all tokens consist of. A state that allows any number of them allows all those tokens, which need not be tried.
/// </summary>
internal static class PlainCharacters
{
    private static readonly CodePointSet Set = CodePointSet.Of((0, 0x1F), (0x7F, 0x7F), (0x2028, 0x2029)).Union(CodePointSet.OfCharacters("\"\\")).Not();

    public static bool AreIn(CodePointSet set) => set.Intersect(Set).Equals(Set);

    public static bool Has(int codePoint) => Set.Contains(codePoint);
}
