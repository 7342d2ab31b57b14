using System.Text;
using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>Finds the encoding that an XML file or a web page declares.</summary>
internal static partial class DeclaredEncoding
{
    private const int DeclarationBytes = 4_096;

    /// <summary>Returns the encoding; null if there is no declaration, or if its encoding is unknown or cannot be the one in which it was read.</summary>
    public static Encoding? Find(ReadOnlySpan<byte> bytes, bool isPage)
    {
        string head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, DeclarationBytes)]);
        Match match = XmlDeclaration().Match(head);
        match = match.Success || !isPage ? match : PageDeclaration().Match(head);
        return match.Success && TextEncodings.Find(match.Groups["name"].Value) is { } encoding && encoding.GetByteCount("<meta") == 5 ? encoding : null;
    }

    [GeneratedRegex("""\A\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["'](?<name>[A-Za-z0-9_.:-]{2,40})["']""", RegexOptions.NonBacktracking)]
    private static partial Regex XmlDeclaration();

    [GeneratedRegex("""charset\s*=\s*["']?(?<name>[a-z0-9_.:-]{2,40})""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex PageDeclaration();
}
