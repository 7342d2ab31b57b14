using System.Globalization;
using System.Text;

namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>The paragraph styles that are headings.</summary>
internal sealed class RtfStyles
{
    private const string HeadingName = "heading ";
    private const int MaxNameLength = 64;

    private readonly Dictionary<int, int> _headings = [];
    private readonly StringBuilder _name = new();
    private int _number;
    private int _level;

    /// <summary>Returns the heading level of a style from 1 to 9; 0 for other styles.</summary>
    public int Heading(int style) => _headings.GetValueOrDefault(style);

    /// <summary>Reads a token of the style sheet.</summary>
    public void Read(RtfToken token)
    {
        switch (token)
        {
            case { Kind: RtfTokenKind.GroupStart }:
                _name.Clear();
                (_number, _level) = (0, 0);
                break;
            case { Word: "s", Number: { } number }:
                _number = number;
                break;
            case { Word: "outlinelevel", Number: >= 0 and < 9 and var level }:
                _level = level + 1;
                break;
            case { Kind: RtfTokenKind.Byte, Number: { } value } when _name.Length < MaxNameLength:
                _name.Append((char)value);
                break;
            case { Kind: RtfTokenKind.GroupEnd }:
                _headings[_number] = _level > 0 ? _level : LevelOfName();
                break;
        }
    }

    private int LevelOfName()
    {
        string name = _name.ToString().Trim(' ', ';');
        bool isHeading = name.StartsWith(HeadingName, StringComparison.OrdinalIgnoreCase);
        return isHeading && int.TryParse(name.AsSpan(HeadingName.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int level) && level is >= 1 and <= 9 ? level : 0;
    }
}
