using QwenWebChat.App.Data;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries.Splitting;

/// <summary>
/// Splits a document into leaves that together contain every part exactly once, in order: the whole if it fits, else
/// chapters, else paragraphs; only a single paragraph that is too long is split into sentences. Nothing is omitted.
/// </summary>
internal sealed class SectionSplitter
{
    private readonly DocumentText _document;
    private readonly int _budget;
    private readonly List<TextUnit> _units;

    private SectionSplitter(DocumentText document, List<TextUnit> units, int budget)
    {
        _document = document;
        _units = units;
        _budget = budget;
    }

    /// <param name="count">Counts the tokens of text within a prompt.</param>
    /// <param name="wholeTokens">The maximum tokens of a document that is read at once.</param>
    /// <param name="leafTokens">The maximum tokens of a leaf otherwise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A budget is not positive.</exception>
    public static IReadOnlyList<SummarySection> Split(
        DocumentText document, Func<string, int> count, int wholeTokens, int leafTokens, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(wholeTokens);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(leafTokens);
        if (document.Parts.Count == 0)
        {
            return [];
        }

        UnitList list = new(document, count);
        List<TextUnit> units = list.Count(cancellationToken);
        int budget = units.Sum(unit => (long)unit.Tokens) <= wholeTokens ? wholeTokens : leafTokens;
        SectionSplitter splitter = new(document, list.Divide(units, budget), budget);
        return splitter.ToLeaves(splitter.Divide(0, splitter._units.Count));
    }

    // Ranges of units, each within the budget.
    private List<Stretch> Divide(int from, int to)
    {
        Stretch whole = new(from, to, TokensOf(from, to));
        if (whole.Tokens <= _budget || to - from == 1)
        {
            return [whole];
        }

        List<int> chapters = ChaptersOf(from, to);
        if (chapters.Count < 2)
        {
            return Pack(from, to);
        }

        List<Stretch> leaves = [];
        bool wasWhole = false;
        for (int chapter = 0; chapter < chapters.Count; chapter++)
        {
            List<Stretch> own = Divide(chapters[chapter], chapter + 1 < chapters.Count ? chapters[chapter + 1] : to);
            // Small neighbouring chapters are read together; the end of a long chapter stays separate from the next one.
            if (wasWhole && own.Count == 1 && leaves[^1].Tokens + own[0].Tokens <= _budget)
            {
                leaves[^1] = new Stretch(leaves[^1].From, own[0].To, leaves[^1].Tokens + own[0].Tokens);
                continue;
            }

            leaves.AddRange(own);
            wasWhole = own.Count == 1;
        }

        return leaves;
    }

    // The positions of the outermost headings that split a range; the text before the first is a chapter too.
    private List<int> ChaptersOf(int from, int to)
    {
        foreach (int level in _units[from..to].Select(unit => unit.HeadingLevel).Where(level => level > 0).Distinct().Order())
        {
            List<int> chapters = [from];
            // A heading directly after its parent heading, or after its own first half, belongs to that.
            bool isOpening = true;
            for (int index = from; index < to; index++)
            {
                int own = _units[index].HeadingLevel;
                if (!isOpening && own > 0 && own <= level)
                {
                    chapters.Add(index);
                }

                isOpening = own > 0 && (isOpening || own <= level);
            }

            if (chapters.Count > 1)
            {
                return chapters;
            }
        }

        return [];
    }

    private List<Stretch> Pack(int from, int to)
    {
        List<Stretch> leaves = [];
        foreach (int count in EvenGroups.Of([.. _units[from..to].Select(unit => unit.Tokens)], _budget))
        {
            leaves.Add(new Stretch(from, from + count, TokensOf(from, from + count)));
            from += count;
        }

        return leaves;
    }

    private List<SummarySection> ToLeaves(List<Stretch> stretches)
    {
        LeafTitles titles = new(_document);
        List<SummarySection> leaves = new(stretches.Count);
        foreach (Stretch stretch in stretches)
        {
            int start = _units[stretch.From].Start;
            int end = _units[stretch.To - 1].End;
            leaves.Add(new SummarySection
            {
                Place = leaves.Count,
                Title = titles.Of(start, end),
                Start = start,
                Length = end - start,
                FirstPage = _document.PageAt(start)?.Number,
                LastPage = _document.PageAt(end - 1)?.Number,
                TokenCount = stretch.Tokens,
            });
        }

        return leaves;
    }

    private int TokensOf(int from, int to)
    {
        int tokens = 0;
        for (int index = from; index < to; index++)
        {
            tokens = checked(tokens + _units[index].Tokens);
        }

        return tokens;
    }

    private readonly record struct Stretch(int From, int To, int Tokens);
}
