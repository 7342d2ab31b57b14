namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>The lines of a text one by one, with where each begins.</summary>
internal ref struct TextLines(string text)
{
    private int _next;

    /// <summary>Where the line begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends, before the line end.</summary>
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
