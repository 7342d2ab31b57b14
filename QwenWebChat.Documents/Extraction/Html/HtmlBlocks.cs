using System.Text;
using AngleSharp.Html.Parser.Tokens;

namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>
/// Converts a page's tags and text to blocks as they come, without a tree, so that the work grows only with the page's
/// length, whatever its nesting.
/// </summary>
internal sealed class HtmlBlocks(int maxCharacters)
{
    private readonly StringBuilder _text = new();
    private readonly List<string> _cells = [];
    private readonly List<HtmlList> _lists = [];
    private readonly List<HtmlBlock> _blocks = [];
    private bool _isInRow;
    private bool _isInCell;
    private bool _isItem;
    private int _heading;
    private int _preformatted;
    private int _main;
    private int _length;
    private int _flushCount;

    public IReadOnlyList<HtmlBlock> Blocks => _blocks;

    public int MainLength { get; private set; }

    public int TotalLength => _length;

    public void Text(ReadOnlySpan<char> text)
    {
        if (_preformatted > 0 && !_isInRow)
        {
            _text.Append(text);
            return;
        }

        while (!text.IsEmpty)
        {
            int space = text.IndexOfAny(" \t\n\r\f");
            ReadOnlySpan<char> word = space < 0 ? text : text[..space];
            _text.Append(word);
            if (space < 0)
            {
                return;
            }

            Space();
            text = text[(space + 1)..].TrimStart(" \t\n\r\f");
        }
    }

    /// <summary>The position of the next character in the open block.</summary>
    public HtmlPosition Position => new(_flushCount, _text.Length);

    /// <summary>Replaces the text added to the open block since a position by the result of a function of that text and the character before it.</summary>
    public void Replace(HtmlPosition since, Func<string, char, string> replacement)
    {
        if (since.Block == _flushCount && since.Offset < _text.Length)
        {
            string text = _text.ToString(since.Offset, _text.Length - since.Offset);
            _text.Length = since.Offset;
            _text.Append(replacement(text, since.Offset > 0 ? _text[since.Offset - 1] : ' '));
        }
    }

    public void Start(string name, HtmlTagToken tag)
    {
        switch (name)
        {
            case "br":
                Break();
                return;
            case "td" or "th":
                EndCell();
                _isInRow = _isInCell = true;
                return;
        }

        if (!HtmlElements.Blocks.Contains(name))
        {
            return;
        }

        if (_isInRow && name is not ("tr" or "table" or "tbody" or "thead" or "tfoot"))
        {
            Space();
            return;
        }

        Flush();
        Enter(name, tag);
    }

    public void End(string name)
    {
        if (name is "td" or "th")
        {
            EndCell();
        }
        else if (HtmlElements.Blocks.Contains(name))
        {
            if (_isInRow && name is not ("tr" or "table" or "tbody" or "thead" or "tfoot"))
            {
                Space();
                return;
            }

            Flush();
            Leave(name);
        }
    }

    public void Flush()
    {
        _flushCount++;
        if (_isInRow)
        {
            EndCell();
            _isInRow = false;
            Emit(DocumentPartKind.TableRow, 0, _cells.TrueForAll(cell => cell.Length == 0) ? "" : string.Join(" | ", _cells));
            _cells.Clear();
            return;
        }

        string text = _text.ToString();
        _text.Clear();
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        if (_preformatted > 0)
        {
            Emit(DocumentPartKind.Code, 0, text);
        }
        else if (_heading > 0)
        {
            Emit(DocumentPartKind.Heading, _heading, text.Trim().Replace('\n', ' '));
        }
        else
        {
            Emit(_isItem ? DocumentPartKind.ListItem : DocumentPartKind.Paragraph, _isItem ? Math.Max(1, _lists.Count) : 0, Mark() + text.Trim());
        }
    }

    private void Emit(DocumentPartKind kind, int level, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        // A form feed would start a page.
        _blocks.Add(new HtmlBlock(kind, level, text.Replace(TextCleaning.PageBreak, ' '), _main > 0));
        _length += text.Length;
        MainLength += _main > 0 ? text.Length : 0;
        if (_length > maxCharacters)
        {
            throw DocumentReadException.TooLarge("characters of text", maxCharacters);
        }
    }

    // An item's bullet or number precedes its first paragraph only.
    private string Mark()
    {
        if (!_isItem)
        {
            return "";
        }

        _isItem = false;
        return _lists is [.., var list] ? list.Mark : "- ";
    }

    private void Enter(string name, HtmlTagToken tag)
    {
        switch (name)
        {
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                _heading = name[1] - '0';
                break;
            case "pre":
                _preformatted++;
                break;
            case "main":
                _main++;
                break;
            case "ul" or "ol" or "menu" or "dir":
                _lists.Add(new HtmlList(name, tag));
                break;
            case "li":
                _isItem = true;
                if (_lists is [.., var list])
                {
                    list.Next(tag);
                }

                break;
            case "tr":
                _isInRow = true;
                break;
        }
    }

    private void Leave(string name)
    {
        switch (name)
        {
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                _heading = 0;
                break;
            case "pre" when _preformatted > 0:
                _preformatted--;
                break;
            case "main" when _main > 0:
                _main--;
                break;
            case "ul" or "ol" or "menu" or "dir" when _lists.Count > 0:
                _lists.RemoveAt(_lists.Count - 1);
                break;
            case "li":
                _isItem = false;
                break;
        }
    }

    private void EndCell()
    {
        if (!_isInRow)
        {
            return;
        }

        _flushCount++;
        string text = _text.ToString().Trim();
        _text.Clear();
        if (_isInCell || text.Length > 0)
        {
            _cells.Add(text.Replace('\n', ' '));
        }

        _isInCell = false;
    }

    private void Space()
    {
        if (_text.Length > 0 && _text[^1] is not (' ' or '\n'))
        {
            _text.Append(' ');
        }
    }

    private void Break()
    {
        if (_text.Length > 0 && _text[^1] == ' ' && _preformatted == 0)
        {
            _text.Length--;
        }

        _text.Append(_isInRow ? ' ' : '\n');
    }
}
