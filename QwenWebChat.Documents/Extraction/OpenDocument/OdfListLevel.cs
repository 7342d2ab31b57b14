namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>A level of a list: its mark is a bullet, or a number between a prefix and a suffix.</summary>
/// <param name="Format">A name that CountFormat knows; empty if the level shows no number, null for a bullet.</param>
/// <param name="ShownLevels">Levels whose numbers are shown, from this one upwards.</param>
internal sealed record OdfListLevel(string? Format, string Prefix, string Suffix, int ShownLevels, int Start)
{
    public static readonly OdfListLevel Bullet = new(null, "", "", 1, 1);
}
