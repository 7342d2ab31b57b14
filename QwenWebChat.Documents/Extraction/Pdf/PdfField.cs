using System.Globalization;
using System.Text.RegularExpressions;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Parser.Parts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>A field of a form, as far as it stands on a page. What it does not say itself, the fields above it say.</summary>
internal sealed partial class PdfField
{
    private const int MaxParents = 32;

    // Flags of a field, by its kind.
    private const int Multiline = 1 << 12;
    private const int Password = 1 << 13;
    private const int Radio = 1 << 15;
    private const int Push = 1 << 16;

    private readonly IPdfTokenScanner _scanner;
    private readonly PdfStrings _strings;
    private readonly List<DictionaryToken> _chain;
    private readonly int _flags;

    public PdfField(DictionaryToken widget, IPdfTokenScanner scanner, PdfStrings strings)
    {
        (_scanner, _strings, _chain) = (scanner, strings, [widget]);
        while (_chain.Count < MaxParents && _chain[^1].TryGet(NameToken.Parent, scanner, out DictionaryToken? parent))
        {
            _chain.Add(parent);
        }

        _flags = Direct<NumericToken>("Ff")?.Int ?? 0;
        Kind = Direct<NameToken>("FT")?.Data switch
        {
            "Ch" => PdfFieldKind.Choice,
            "Sig" => PdfFieldKind.Signature,
            "Btn" => (_flags & Push) != 0 ? PdfFieldKind.PushButton : (_flags & Radio) != 0 ? PdfFieldKind.RadioButton : PdfFieldKind.CheckBox,
            _ => PdfFieldKind.Text,
        };
        IsTicked = Direct<NameToken>("AS", ownOnly: true) is { } state ? state.Data != "Off" : Direct<NameToken>("V") is { } value && value.Data != "Off";
    }

    public PdfFieldKind Kind { get; }

    public bool IsTicked { get; }

    public bool IsMultiline => Kind == PdfFieldKind.Text && (_flags & Multiline) != 0;

    public string? Name => _strings.Read(Inherited("TU")) ?? _strings.Read(Inherited("T"));

    /// <summary>In points; 0 if the text is to fill the field.</summary>
    public double FontSize => SizeOf(_strings.Read(Inherited("DA")));

    /// <summary>Shows whether a box is ticked; null for other fields.</summary>
    public string? Mark => Kind switch
    {
        PdfFieldKind.CheckBox => IsTicked ? "☒" : "☐",
        PdfFieldKind.RadioButton => IsTicked ? "◉" : "○",
        _ => null,
    };

    /// <summary>The text or the chosen items; null if there is none, or none that may be shown.</summary>
    public string? Value => Kind switch
    {
        PdfFieldKind.Text when (_flags & Password) == 0 => _strings.Read(Inherited("V")),
        PdfFieldKind.Choice => Chosen(),
        _ => null,
    };

    /// <summary>Who signed, when, why and where, as far as the signature says.</summary>
    public IEnumerable<string> SignatureParts()
    {
        if (Direct<DictionaryToken>("V") is not { } signature)
        {
            return [];
        }

        string?[] parts = [_strings.Read(signature, "Name"), PdfSignature.Date(_strings.Read(signature, "M")), _strings.Read(signature, "Reason"), _strings.Read(signature, "Location")];
        return parts.OfType<string>();
    }

    /// <summary>The size of the font in the default appearance of a text; 0 if it says none.</summary>
    public static double SizeOf(string? appearance) =>
        FontSelection().Match(appearance ?? "") is { Success: true } match && double.TryParse(match.Groups["size"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out double size) ? size : 0;

    private string? Chosen()
    {
        IToken? value = Inherited("V");
        IEnumerable<IToken> items = DirectObjectFinder.TryGet(value, _scanner, out ArrayToken? several) ? several.Data : value is null ? [] : [value];
        Dictionary<string, string> shown = Options();
        string[] chosen = [.. items.Select(_strings.Read).OfType<string>().Select(item => shown.GetValueOrDefault(item, item))];
        return chosen.Length == 0 ? null : string.Join(", ", chosen);
    }

    // What is shown for what is stored, where they differ.
    private Dictionary<string, string> Options()
    {
        Dictionary<string, string> shown = new(StringComparer.Ordinal);
        foreach (IToken option in Direct<ArrayToken>("Opt")?.Data ?? [])
        {
            if (DirectObjectFinder.TryGet(option, _scanner, out ArrayToken? pair) && pair.Length == 2 && _strings.Read(pair[0]) is { } stored && _strings.Read(pair[1]) is { } text)
            {
                shown[stored] = text;
            }
        }

        return shown;
    }

    private IToken? Inherited(string name)
    {
        NameToken key = NameToken.Create(name);
        return _chain.Select(field => field.TryGet(key, out IToken? token) ? token : null).FirstOrDefault(token => token is not null);
    }

    private T? Direct<T>(string name, bool ownOnly = false)
        where T : class, IToken =>
        DirectObjectFinder.TryGet(ownOnly ? (_chain[0].TryGet(NameToken.Create(name), out IToken? own) ? own : null) : Inherited(name), _scanner, out T? token) ? token : null;

    [GeneratedRegex(@"(?<size>[0-9]*\.?[0-9]+)\s+Tf")]
    private static partial Regex FontSelection();
}
