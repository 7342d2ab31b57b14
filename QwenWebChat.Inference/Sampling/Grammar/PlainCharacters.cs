namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// The characters that stand for themselves in every JSON string and that a regular expression's dot matches: what nearly
/// all tokens consist of.
/// </summary>
internal static class PlainCharacters
{
    public static CodePointSet Set { get; } = CodePointSet.Of((0, 0x1F), (0x7F, 0x7F), (0x2028, 0x2029)).Union(CodePointSet.OfCharacters("\"\\")).Not();

    public static bool AreIn(CodePointSet set) => set.Equals(CodePointSet.All) || set.Intersect(Set).Equals(Set);
}
