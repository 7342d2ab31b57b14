using System.Text;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>A paragraph, heading, list item or table row made of lines. A form feed in its text is a page break.</summary>
internal sealed class PdfBlock(DocumentPartKind kind, PdfLine first, PdfHyphens hyphens)
{
    // The length of the text before a hyphen that is examined.
    private const int MaxWordLength = 100;

    private readonly StringBuilder _text = new(first.Text);
    private readonly List<string?> _pageLabels = [];

    public DocumentPartKind Kind { get; } = kind;

    public PdfLine First { get; } = first;

    public PdfLine Last { get; private set; } = first;

    public int LineCount { get; private set; } = 1;

    public string Text => _text.ToString();

    /// <summary>The labels of the pages that begin within the block.</summary>
    public IReadOnlyList<string?> PageLabels => _pageLabels;

    /// <summary>True if the text continues on the next line, judging by its end.</summary>
    public bool IsUnfinished => _text[^1] is var last && (last is ',' or '-' or '，' or '、' || char.IsLetter(last));

    /// <summary>Adds the next line.</summary>
    public void Append(PdfLine line)
    {
        Join(line.Text);
        _text.Append(line.Text);
        Last = line;
        LineCount++;
    }

    /// <summary>Adds the continuation on the next page.</summary>
    public void Append(PdfBlock next, string? pageLabel)
    {
        Join(next._text.ToString(0, Math.Min(next._text.Length, MaxWordLength)));
        _text.Append(TextCleaning.PageBreak).Append(next._text);
        _pageLabels.Add(pageLabel);
        Last = next.Last;
        LineCount += next.LineCount;
    }

    // Joins a word that was hyphenated at the line's end; East Asian lines need no space.
    private void Join(string next)
    {
        char last = _text[^1];
        bool isHyphen = PdfHyphens.IsHyphen(last) && _text.Length > 1 && char.IsLetterOrDigit(_text[^2]) && char.IsLetterOrDigit(next[0]);
        if (isHyphen && char.IsLower(next[0]) && char.IsLetter(_text[^2]))
        {
            int start = Math.Max(0, _text.Length - MaxWordLength);
            if (!hyphens.IsPartOfWord(_text.ToString(start, _text.Length - start), next))
            {
                _text.Length--;
            }
            else if (PdfHyphens.IsBeforeConjunction(next))
            {
                _text.Append(' ');
            }
        }
        else if (!isHyphen && !IsRange(next[0]) && !EastAsian.IsWide(last) && !EastAsian.IsWide(next[0]))
        {
            _text.Append(' ');
        }
    }

    // 2019–2021
    private bool IsRange(char next) => _text[^1] == '\u2013' && _text.Length > 1 && char.IsAsciiDigit(_text[^2]) && char.IsAsciiDigit(next);
}
