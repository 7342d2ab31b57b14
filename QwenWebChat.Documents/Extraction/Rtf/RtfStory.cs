using System.Text;

namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>A sequence of paragraphs and tables: the body, a note, a header or a text box.</summary>
/// <param name="number">The number of a note.</param>
internal sealed class RtfStory(RtfStoryKind kind, int number)
{
    private const string CellSeparator = " | ";
    private const string NestedRowEnd = "; ";

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _cell = new();
    private readonly List<string> _cells = [];
    private readonly List<TextBlock> _following = [];
    private (int Position, bool IsStruck, bool IsMark) _look;
    private int _lookStart;
    private string _mark = "";

    public RtfStoryKind Kind => kind;

    public int Number => number;

    public List<TextBlock> Blocks { get; } = [];

    /// <summary>Adds text with the format of its state.</summary>
    /// <param name="isMark">True for the reference mark of a note.</param>
    public void Add(string text, RtfState state, bool isMark = false)
    {
        SetLook((state.Position, state.IsStruck, isMark));
        _text.Append(text);
    }

    /// <summary>Adds the bullet or number of a list item.</summary>
    public void AddMark(string text) => _mark += text;

    /// <summary>Adds blocks that follow the open paragraph or row: notes and text boxes.</summary>
    public void AddFollowing(IEnumerable<TextBlock> blocks) => _following.AddRange(blocks);

    public void EndParagraph(RtfState state, int heading)
    {
        if (state.IsInTable)
        {
            AppendToCell();
            return;
        }

        EndRow();
        string text = TakeText();
        string mark = _mark.Trim();
        _mark = "";
        if (mark.Length > 0)
        {
            Emit(DocumentPartKind.ListItem, state.ListLevel + 1, $"{Shown(mark)} {text.Trim()}");
        }
        else
        {
            Emit(heading > 0 ? DocumentPartKind.Heading : DocumentPartKind.Paragraph, heading, heading > 0 ? text.Replace('\n', ' ') : text);
        }

        EmitFollowing();
    }

    public void EndCell()
    {
        AppendToCell();
        string text = _cell.ToString();
        _cells.Add(text.EndsWith(NestedRowEnd, StringComparison.Ordinal) ? text[..^NestedRowEnd.Length] : text);
        _cell.Clear();
    }

    /// <summary>Ends a cell or a row of a nested table.</summary>
    public void EndNested(bool isRow)
    {
        AppendToCell();
        if (isRow && _cell.ToString().EndsWith(CellSeparator, StringComparison.Ordinal))
        {
            _cell.Length -= CellSeparator.Length;
        }

        _cell.Append(isRow ? NestedRowEnd : CellSeparator);
    }

    public void EndRow()
    {
        if (_cells.Count > 0)
        {
            Emit(DocumentPartKind.TableRow, 0, _cells.TrueForAll(string.IsNullOrWhiteSpace) ? "" : string.Join(CellSeparator, _cells));
            _cells.Clear();
            EmitFollowing();
        }
    }

    /// <summary>Ends the open blocks at the end of the story.</summary>
    public void Finish(RtfState state, int heading)
    {
        if (_cell.Length > 0 || _cells.Count > 0)
        {
            EndCell();
            EndRow();
        }

        EndParagraph(state with { IsInTable = false }, heading);
    }

    private void SetLook((int Position, bool IsStruck, bool IsMark) look)
    {
        if (look == _look)
        {
            return;
        }

        string text = _text.ToString(_lookStart, _text.Length - _lookStart);
        if (text.Length > 0 && _look != default)
        {
            char before = _lookStart > 0 ? _text[_lookStart - 1] : ' ';
            text = _look.Position == 0 || _look.IsMark ? text : ScriptText.Marked(text, before, _look.Position > 0, isLink: false);
            _text.Length = _lookStart;
            _text.Append(_look.IsStruck ? ScriptText.Struck(text) : text);
        }

        (_look, _lookStart) = (look, _text.Length);
    }

    private string TakeText()
    {
        SetLook(default);
        string text = _text.ToString();
        _text.Clear();
        _lookStart = 0;
        return text;
    }

    private void AppendToCell()
    {
        string text = $"{_mark.Trim()} {TakeText().Trim().Replace('\n', ' ')}".Trim();
        _mark = "";
        _cell.Append(_cell.Length > 0 && text.Length > 0 && _cell[^1] != ' ' ? " " : "").Append(text);
    }

    // Bullets are characters of many symbol fonts.
    private static string Shown(string mark) => mark.Any(char.IsLetterOrDigit) ? mark : "-";

    private void Emit(DocumentPartKind blockKind, int level, string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            // A form feed would start a page.
            Blocks.Add(new TextBlock(blockKind, level, text.Replace(TextCleaning.PageBreak, ' ')));
        }
    }

    private void EmitFollowing()
    {
        Blocks.AddRange(_following);
        _following.Clear();
    }
}
