using System.Globalization;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>Styles by family and name. The styles of one file override common styles of the same name.</summary>
internal sealed class OdfStyles(OdfStyles? common = null)
{
    public const int LevelCount = 10;

    // No program nests styles as deep; also limits styles that are each other's parents.
    private const int MaxParents = 32;

    private readonly Dictionary<(string Family, string Name), OdfStyle> _styles = [];
    private readonly Dictionary<string, OdfListLevel[]> _lists = new(StringComparer.Ordinal);
    private OdfListLevel[]? _outline;

    /// <summary>The numbering of headings; null for none.</summary>
    public OdfListLevel[]? Outline => _outline ?? common?.Outline;

    /// <summary>Reads the styles within the current element.</summary>
    public void Read(XmlCursor xml)
    {
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "style" when xml["name"] is { } style:
                    _styles[(xml["family"] ?? "", style)] = ReadStyle(xml);
                    break;
                case "list-style" when xml["name"] is { } list:
                    _lists[list] = ReadLevels(xml);
                    break;
                case "outline-style":
                    _outline = ReadLevels(xml);
                    break;
            }
        }
    }

    public OdfListLevel[]? List(string? name) =>
        name is null ? null : _lists.TryGetValue(name, out OdfListLevel[]? levels) ? levels : common?.List(name);

    public bool IsHidden(string family, string? name) => Find(family, name, style => style.IsHidden) ?? false;

    public bool BreaksBefore(string family, string? name) => Find(family, name, style => style.BreaksBefore) ?? false;

    public bool BreaksAfter(string family, string? name) => Find(family, name, style => style.BreaksAfter) ?? false;

    public string? ListStyle(string? paragraphStyle) =>
        Ancestors("paragraph", paragraphStyle).Select(style => style.ListStyle).FirstOrDefault(style => style is not null);

    /// <summary>Returns the sign for superscript ("^") or subscript ("_"); empty for text on the baseline.</summary>
    public string Position(string? textStyle) => Ancestors("text", textStyle).Select(style => style.Position).FirstOrDefault(sign => sign is not null) ?? "";

    private bool? Find(string family, string? name, Func<OdfStyle, bool?> property) =>
        Ancestors(family, name).Select(property).FirstOrDefault(value => value is not null);

    private IEnumerable<OdfStyle> Ancestors(string family, string? name)
    {
        for (int depth = 0; depth < MaxParents && name is not null && Style(family, name) is { } style; depth++)
        {
            yield return style;
            name = style.Parent;
        }
    }

    private OdfStyle? Style(string family, string name) =>
        _styles.TryGetValue((family, name), out OdfStyle? style) ? style : common?.Style(family, name);

    private static OdfStyle ReadStyle(XmlCursor xml)
    {
        // A style with its own page layout starts a new page.
        OdfStyle style = new(xml["parent-style-name"]) { ListStyle = xml["list-style-name"], BreaksBefore = string.IsNullOrEmpty(xml["master-page-name"]) ? null : true };
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "text-properties" or "table-properties":
                    style.Position = Sign(xml["text-position"]);
                    style.IsHidden = xml["display"] switch { null => style.IsHidden, "none" or "false" => true, _ => false };
                    style.BreaksBefore = IsPage(xml["break-before"]) ?? style.BreaksBefore;
                    break;
                case "paragraph-properties":
                    style.BreaksBefore = IsPage(xml["break-before"]) ?? style.BreaksBefore;
                    style.BreaksAfter = IsPage(xml["break-after"]);
                    break;
                case "drawing-page-properties":
                    style.IsHidden = xml["visibility"] switch { null => null, string visibility => visibility == "hidden" };
                    break;
            }
        }

        return style;
    }

    // A word or a percentage of the font size, followed by the size of the letters.
    private static string? Sign(string? position) => position switch
    {
        null => null,
        _ when position.StartsWith("super", StringComparison.Ordinal) => "^",
        _ when position.StartsWith("sub", StringComparison.Ordinal) || position.StartsWith('-') => "_",
        _ when position.StartsWith('0') => "",
        _ => "^",
    };

    private static bool? IsPage(string? value) => value is null ? null : value is "page" or "even-page" or "odd-page";

    private static OdfListLevel[] ReadLevels(XmlCursor xml)
    {
        OdfListLevel[] levels = new OdfListLevel[LevelCount];
        Array.Fill(levels, OdfListLevel.Bullet);
        foreach (string name in xml.Children())
        {
            if (Number(xml["level"]) is >= 1 and <= LevelCount and var level && name is "list-level-style-number" or "outline-level-style")
            {
                levels[level - 1] = new OdfListLevel(
                    Format(xml["num-format"]), xml["num-prefix"] ?? "", xml["num-suffix"] ?? "", Math.Clamp(Number(xml["display-levels"]) ?? 1, 1, level), Number(xml["start-value"]) ?? 1);
            }
        }

        return levels;
    }

    internal static int? Number(string? value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string Format(string? format) => format switch
    {
        null or "" => "",
        "a" => "lowerLetter",
        "A" => "upperLetter",
        "i" => "lowerRoman",
        "I" => "upperRoman",
        ['一', ..] => "chineseCounting",
        ['①', ..] => "decimalEnclosedCircle",
        ['0', '1', ..] => "decimalZero",
        _ => "decimal",
    };
}
