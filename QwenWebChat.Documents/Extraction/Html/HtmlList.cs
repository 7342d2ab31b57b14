using System.Globalization;
using AngleSharp.Html.Parser.Tokens;
using QwenWebChat.Documents.Extraction.Word;

namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>An open list: its numbering and its current count.</summary>
internal sealed class HtmlList
{
    private const int MaxCount = 1_000_000;

    private readonly bool _isOrdered;
    private readonly string? _type;
    private int _count;

    public HtmlList(string name, HtmlTagToken tag)
    {
        _isOrdered = name == "ol";
        _type = HtmlElements.Attribute(tag, "type");
        _count = (Number(tag, "start") ?? 1) - 1;
    }

    /// <summary>The bullet or number of the current item, followed by a blank.</summary>
    public string Mark => _isOrdered ? CountFormat.Write(_count, Format) + ". " : "- ";

    // Letters and Roman numerals have no zero and no negative numbers.
    private string Format => (_type, _count) switch
    {
        ("a", > 0) => "lowerLetter",
        ("A", > 0) => "upperLetter",
        ("i", > 0) => "lowerRoman",
        ("I", > 0) => "upperRoman",
        _ => "decimal",
    };

    /// <summary>Moves to the next item.</summary>
    public void Next(HtmlTagToken tag) => _count = Number(tag, "value") ?? _count + 1;

    private static int? Number(HtmlTagToken tag, string name) =>
        int.TryParse(HtmlElements.Attribute(tag, name), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out int number)
            ? Math.Clamp(number, -MaxCount, MaxCount)
            : null;
}
