using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries.Splitting;

/// <summary>The parts of a document with their tokens; parts beyond a budget are split.</summary>
/// <param name="count">Counts the tokens of text within a prompt.</param>
internal sealed class UnitList(DocumentText document, Func<string, int> count)
{
    /// <summary>Returns all parts, each counted once with the line ends after it: no token spans those, so the counts add up.</summary>
    public List<TextUnit> Count(CancellationToken cancellationToken)
    {
        List<TextUnit> units = new(document.Parts.Count);
        for (int index = 0; index < document.Parts.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DocumentPart part = document.Parts[index];
            int end = index + 1 < document.Parts.Count ? document.Parts[index + 1].Start : part.End;
            units.Add(TextUnit.Of(part, count(document.Text[part.Start..end])));
        }

        return units;
    }

    /// <summary>Returns the units, with pieces in place of units that exceed the budget.</summary>
    public List<TextUnit> Divide(IReadOnlyList<TextUnit> units, int budget)
    {
        List<TextUnit> divided = new(units.Count);
        int headings = 0;
        for (int index = 0; index < units.Count; index++)
        {
            TextUnit unit = units[index];
            // A heading is not left alone: its text must fit with it.
            int room = headings < budget / 2 ? budget - headings : budget;
            headings = unit.HeadingLevel > 0 ? headings + unit.Tokens : 0;
            if (unit.Tokens <= room)
            {
                divided.Add(unit);
                continue;
            }

            bool areLines = document.Parts[index].Kind is DocumentPartKind.Code or DocumentPartKind.TableRow;
            int from = 0;
            foreach (int end in (int[])[.. SentenceEnds.Find(document.Text.AsSpan(unit.Start, unit.Length), areLines), unit.Length])
            {
                AddSentence(divided, new TextUnit(unit.Start + from, end - from, 0, unit.HeadingLevel), room);
                from = end;
            }
        }

        return divided;
    }

    // A sentence that exceeds the budget is halved until its pieces fit.
    private void AddSentence(List<TextUnit> target, TextUnit sentence, int budget)
    {
        int tokens = count(document.Text.Substring(sentence.Start, sentence.Length));
        int cut = tokens > budget ? SentenceEnds.NearestCut(document.Text.AsSpan(sentence.Start, sentence.Length)) : 0;
        if (cut == 0)
        {
            target.Add(sentence with { Tokens = tokens });
            return;
        }

        AddSentence(target, sentence with { Length = cut }, budget);
        AddSentence(target, sentence with { Start = sentence.Start + cut, Length = sentence.Length - cut }, budget);
    }
}
