using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Parser.Parts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Reads texts of a document's dictionaries, which its pages do not draw.</summary>
internal sealed class PdfStrings(IPdfTokenScanner scanner, ILookupFilterProvider filters)
{
    /// <summary>Returns a text of a dictionary, on one or more lines; null if there is none or it is blank.</summary>
    public string? Read(DictionaryToken dictionary, string name) =>
        dictionary.TryGet(NameToken.Create(name), out IToken? token) ? Read(token) : null;

    public string? Read(IToken? token)
    {
        string? text =
            DirectObjectFinder.TryGet(token, scanner, out StringToken? plain) ? Decode(plain.GetBytes())
            : DirectObjectFinder.TryGet(token, scanner, out HexToken? hex) ? Decode(hex.Bytes)
            : DirectObjectFinder.TryGet(token, scanner, out StreamToken? stream) ? Decode(stream.Decode(filters, scanner).Span)
            : null;
        // A form feed would end the page.
        text = text?.Replace(TextCleaning.PageBreak, ' ');
        return string.IsNullOrWhiteSpace(text) ? null : TextCleaning.Clean(text).Trim();
    }

    /// <summary>Returns the file name in a file specification; null if it has none.</summary>
    public string? FileName(IToken? specification) =>
        DirectObjectFinder.TryGet(specification, scanner, out DictionaryToken? dictionary) ? Read(dictionary, "UF") ?? Read(dictionary, "F") : Read(specification);

    private static string Decode(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFE, 0xFF, ..] => System.Text.Encoding.BigEndianUnicode.GetString(bytes[2..]),
        [0xFF, 0xFE, ..] => System.Text.Encoding.Unicode.GetString(bytes[2..]),
        [0xEF, 0xBB, 0xBF, ..] => System.Text.Encoding.UTF8.GetString(bytes[3..]),
        _ => PdfDocEncoding.TryConvertBytesToString(bytes, out string? text) && text is not null ? text : System.Text.Encoding.Latin1.GetString(bytes),
    };
}
