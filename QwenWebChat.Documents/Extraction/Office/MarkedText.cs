using System.Text;

namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>
/// Joins runs of text, and marks the formats that change the meaning: <c>~~struck~~</c>, <c>10^6</c>, <c>H_2O</c>. A
/// superscript or subscript is marked if it follows a letter or a digit; the reference marks of notes are not part of runs.
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

    /// <summary>Ends struck text.</summary>
    public void Close() => SetStrike(isStruck: false, default);

    // Blanks at the ends stay outside of the markers.
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
