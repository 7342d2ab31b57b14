using System.Text;

namespace QwenWebChat.Documents.Extraction;

/// <summary>Builds a document's text part by part, with the positions of parts and pages.</summary>
internal sealed class TextAssembly(ReadingOptions options)
{
    private readonly StringBuilder _text = new();
    private readonly List<DocumentPart> _parts = [];
    private readonly List<DocumentPage> _pages = [];
    private readonly List<ReadingProblem> _problems = [];
    private readonly List<int> _breaks = [];
    private string? _label;
    private int? _pageNumber;
    private int _pageStart;

    public int Length => _text.Length;

    public int PartCount => _parts.Count;

    public int? Page => _pageNumber;

    /// <summary>Starts the next page, or the page of a given number.</summary>
    public void BeginPage(string? label = null, int? number = null)
    {
        StartPage(number ?? (_pageNumber ?? 0) + 1, _text.Length);
        _label = Cleaned(label);
        _pageStart = -1;
    }

    /// <summary>Adds a part, unless it is blank. A form feed in the text of a document with pages starts the next page.</summary>
    /// <param name="pageLabels">The labels of the pages that start within the text.</param>
    public void Add(DocumentPartKind kind, ReadOnlySpan<char> text, int level = 0, IReadOnlyList<string?>? pageLabels = null)
    {
        int before = _text.Length;
        int start = AppendSeparator(kind);
        _breaks.Clear();
        TextCleaning.Append(text, _text, _breaks);
        Trim(start, keepIndent: kind == DocumentPartKind.Code);
        if (_text.Length > options.MaxCharacters)
        {
            throw DocumentReadException.TooLarge("characters of text", options.MaxCharacters);
        }

        int? page = _pageNumber;
        if (_text.Length == start)
        {
            _text.Length = start = before;
        }

        Turn(start, pageLabels, ref page);
        if (_text.Length > start)
        {
            _parts.Add(new DocumentPart(start, _text.Length - start, kind, level, page));
        }
    }

    public void Report(ReadingProblemKind kind, string? argument = null, int count = 0) => _problems.Add(new ReadingProblem(kind, _pageNumber, argument, count));

    public void Report(ReadingProblem problem) => _problems.Add(problem);

    public void ReportWhole(ReadingProblemKind kind, string? argument = null, int count = 0) => _problems.Add(new ReadingProblem(kind, null, argument, count));

    public DocumentText Finish(FileFormat format, string? title = null, string? encoding = null)
    {
        EndPage(_text.Length);
        return new DocumentText
        {
            Text = _text.ToString(),
            Format = format,
            Parts = _parts,
            Pages = _pages,
            Problems = _problems,
            Title = Cleaned(title),
            Encoding = encoding,
        };
    }

    private static string? Cleaned(string? text) => string.IsNullOrWhiteSpace(text) ? null : TextCleaning.Clean(text).Trim();

    // Items and rows are on lines of their own; a blank line separates all other parts.
    private int AppendSeparator(DocumentPartKind kind)
    {
        if (_parts.Count > 0)
        {
            bool isRun = kind == _parts[^1].Kind && kind is DocumentPartKind.ListItem or DocumentPartKind.TableRow && _pageStart >= 0;
            _text.Append(isRun ? "\n" : "\n\n");
        }

        return _text.Length;
    }

    private void Trim(int start, bool keepIndent)
    {
        int end = _text.Length;
        while (end > start && char.IsWhiteSpace(_text[end - 1]))
        {
            end--;
        }

        _text.Length = end;
        int first = start;
        int lineStart = start;
        while (first < end && char.IsWhiteSpace(_text[first]))
        {
            first++;
            lineStart = _text[first - 1] == '\n' ? first : lineStart;
        }

        int cut = (keepIndent ? lineStart : first) - start;
        _text.Remove(start, cut);
        for (int index = 0; index < _breaks.Count; index++)
        {
            _breaks[index] = Math.Clamp(_breaks[index] - cut, start, _text.Length);
        }
    }

    // A break before the first character moves the whole part to the next page.
    private void Turn(int start, IReadOnlyList<string?>? labels, ref int? page)
    {
        bool isBlank = _text.Length == start;
        for (int index = 0; index < _breaks.Count; index++)
        {
            int at = _breaks[index];
            if (at > start && !isBlank && _pageStart < 0)
            {
                _pageStart = start;
            }

            StartPage((_pageNumber ?? 0) + 1, Math.Min(at, _text.Length));
            _label = index < labels?.Count ? labels[index] : null;
            _pageStart = at > start && !isBlank ? at : -1;
            page = at > start ? page : _pageNumber;
        }

        if (!isBlank && _pageStart < 0)
        {
            _pageStart = start;
        }
    }

    private void StartPage(int number, int end)
    {
        EndPage(end);
        _pageNumber = number <= options.MaxPages ? number : throw DocumentReadException.TooLarge("pages", options.MaxPages);
    }

    private void EndPage(int end)
    {
        if (_pageNumber is not { } number)
        {
            return;
        }

        int start = _pageStart < 0 ? end : _pageStart;
        while (end > start && _text[end - 1] == '\n')
        {
            end--;
        }

        _pages.Add(new DocumentPage(number, _label, start, end - start));
    }
}
