using System.Text;

namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>
/// Puts runs of text together, with marks for what their look says: <c>~~struck~~</c>, <c>10^6</c>, <c>H_2O</c>. A
/// superscript or subscript is marked where it follows a letter or a digit; marks of notes are not text of runs.
/// </summary>
internal sealed class MarkedText
{
    private const string Strike = "~~";

    private RunFormat _format;

    public StringBuilder Text { get; } = new();

    public void Append(string text, RunFormat format = default)
    {
        int first = 0;
        while (first < text.Length && char.IsWhiteSpace(text[first]))
        {
            first++;
        }

        if (first == text.Length)
        {
            Text.Append(text);
            return;
        }

        SetStrike(format.IsStruck, text.AsSpan(0, first));
        if (format.Position != RunPosition.Baseline && format.Position != _format.Position && first == 0 && Text.Length > 0 && char.IsLetterOrDigit(Text[^1]))
        {
            Text.Append(format.Position == RunPosition.Superscript ? '^' : '_');
        }

        Text.Append(text.AsSpan(first));
        _format = format;
    }

    /// <summary>Ends what is struck.</summary>
    public void Close() => SetStrike(isStruck: false, default);

    // Blanks stay outside of the marks.
    private void SetStrike(bool isStruck, ReadOnlySpan<char> blanks)
    {
        if (_format.IsStruck && !isStruck)
        {
            int end = Text.Length;
            while (end > 0 && char.IsWhiteSpace(Text[end - 1]))
            {
                end--;
            }

            Text.Insert(end, Strike);
        }

        Text.Append(blanks);
        if (isStruck && !_format.IsStruck)
        {
            Text.Append(Strike);
        }

        _format = _format with { IsStruck = isStruck };
    }
}
