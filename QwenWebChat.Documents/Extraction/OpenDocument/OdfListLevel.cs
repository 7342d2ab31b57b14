namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>A level of a list, with a bullet, or with a number between a prefix and a suffix.</summary>
/// <param name="Format">A format of CountFormat; empty if the level shows no number, null for a bullet.</param>
/// <param name="ShownLevels">The number of levels whose numbers are shown, from this one upwards.</param>
internal sealed record OdfListLevel(string? Format, string Prefix, string Suffix, int ShownLevels, int Start)
{
    public static readonly OdfListLevel Bullet = new(null, "", "", 1, 1);
}
