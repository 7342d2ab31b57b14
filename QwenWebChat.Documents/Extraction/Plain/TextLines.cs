namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>Enumerates the lines of a text with their positions.</summary>
internal ref struct TextLines(string text)
{
    private int _next;

    /// <summary>The start of the line.</summary>
    public int Start { get; private set; }

    /// <summary>The end of the line, before its line end.</summary>
    public int End { get; private set; }

    public readonly ReadOnlySpan<char> Line => text.AsSpan(Start, End - Start);

    public bool MoveNext()
    {
        if (_next > text.Length || (_next == text.Length && _next > 0))
        {
            return false;
        }

        Start = _next;
        int length = text.AsSpan(Start).IndexOf('\n');
        End = length < 0 ? text.Length : Start + length;
        _next = End + 1;
        return Start < text.Length;
    }
}
