using System.Text;

namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>A paragraph, heading, item or row made of lines. A form feed in its text is where a page ends.</summary>
internal sealed class PdfBlock(DocumentPartKind kind, PdfLine first)
{
    private readonly StringBuilder _text = new(first.Text);
    private readonly List<string?> _pageLabels = [];

    public DocumentPartKind Kind { get; } = kind;

    public PdfLine First { get; } = first;

    public PdfLine Last { get; private set; } = first;

    public int LineCount { get; private set; } = 1;

    public string Text => _text.ToString();

    /// <summary>The labels of the pages that begin within it.</summary>
    public IReadOnlyList<string?> PageLabels => _pageLabels;

    /// <summary>True if the text goes on in the next line, as far as its end tells.</summary>
    public bool IsUnfinished => _text[^1] is var last && (last is ',' or '-' or '，' or '、' || char.IsLetter(last));

    /// <summary>Adds the next line.</summary>
    public void Append(PdfLine line)
    {
        Join(line.Text[0]);
        _text.Append(line.Text);
        Last = line;
        LineCount++;
    }

    /// <summary>Adds what stands on the next page.</summary>
    public void Append(PdfBlock next, string? pageLabel)
    {
        Join(next._text[0]);
        _text.Append(TextCleaning.PageBreak).Append(next._text);
        _pageLabels.Add(pageLabel);
        Last = next.Last;
        LineCount += next.LineCount;
    }

    // A word that was broken at the line's end is put together, and East Asian lines need no space.
    private void Join(char next)
    {
        char last = _text[^1];
        bool isHyphen = last is '-' or '\u2010' or '\u00AD' && _text.Length > 1 && char.IsLetter(_text[^2]);
        if (isHyphen && char.IsLower(next))
        {
            _text.Length--;
        }
        else if (!isHyphen && !EastAsian.IsWide(last) && !EastAsian.IsWide(next))
        {
            _text.Append(' ');
        }
    }
}
