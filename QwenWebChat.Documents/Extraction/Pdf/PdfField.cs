using System.Globalization;
using System.Text.RegularExpressions;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Parser.Parts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>A form field on a page. Properties that it does not have are inherited from its parent fields.</summary>
internal sealed partial class PdfField
{
    private const int MaxParents = 32;

    // Flags of a field, by kind.
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

    /// <summary>The font size in points; 0 if the text fills the field.</summary>
    public double FontSize => SizeOf(_strings.Read(Inherited("DA")));

    /// <summary>The marker of a check box or radio button; null for other fields.</summary>
    public string? Mark => Kind switch
    {
        PdfFieldKind.CheckBox => IsTicked ? "☒" : "☐",
        PdfFieldKind.RadioButton => IsTicked ? "◉" : "○",
        _ => null,
    };

    /// <summary>The text or the selected items; null if there is none, or none that may be shown.</summary>
    public string? Value => Kind switch
    {
        PdfFieldKind.Text when (_flags & Password) == 0 => _strings.Read(Inherited("V")),
        PdfFieldKind.Choice => Chosen(),
        _ => null,
    };

    /// <summary>Returns the signer, date, reason and place, as far as the signature has them.</summary>
    public IEnumerable<string> SignatureParts()
    {
        if (Direct<DictionaryToken>("V") is not { } signature)
        {
            return [];
        }

        string?[] parts = [_strings.Read(signature, "Name"), PdfSignature.Date(_strings.Read(signature, "M")), _strings.Read(signature, "Reason"), _strings.Read(signature, "Location")];
        return parts.OfType<string>();
    }

    /// <summary>Returns the font size of a text's default appearance; 0 if it has none.</summary>
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

    // The displayed values by stored value, if they differ.
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
