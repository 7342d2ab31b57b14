namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>Collects the parts of an unchanged text: lines join the open part until it is closed.</summary>
internal sealed class PartList(string text)
{
    private int _start = -1;
    private int _end;
    private DocumentPartKind _kind;
    private int _level;

    public List<DocumentPart> Parts { get; } = [];

    public bool IsOpen => _start >= 0;

    public DocumentPartKind Kind => _kind;

    public int OpenLength => IsOpen ? _end - _start : 0;

    /// <summary>Closes the open part, and starts another with a line.</summary>
    public void Open(DocumentPartKind kind, int start, int end, int level = 0)
    {
        Close();
        (_start, _end, _kind, _level) = (start, end, kind, level);
    }

    /// <summary>Adds a line to the open part.</summary>
    public void Extend(int end) => _end = end;

    /// <summary>Changes the kind of the open part: the line below may make it a heading.</summary>
    public void Turn(DocumentPartKind kind, int level = 0) => (_kind, _level) = (kind, level);

    public void Close()
    {
        if (!IsOpen)
        {
            return;
        }

        ReadOnlySpan<char> span = text.AsSpan(_start, _end - _start);
        int indent = _kind == DocumentPartKind.Code ? 0 : span.Length - span.TrimStart().Length;
        int length = span[indent..].TrimEnd().Length;
        if (length > 0)
        {
            Parts.Add(new DocumentPart(_start + indent, length, _kind, _level));
        }

        _start = -1;
    }
}
