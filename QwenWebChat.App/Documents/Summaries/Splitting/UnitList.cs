using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries.Splitting;

/// <summary>The parts of a document with their tokens; those beyond a budget in pieces.</summary>
/// <param name="count">Counts a stretch of text as it stands in a prompt.</param>
internal sealed class UnitList(DocumentText document, Func<string, int> count)
{
    /// <summary>Every part, counted once with the line ends behind it: no token reaches over those, so that the counts add up.</summary>
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

    /// <summary>The same with pieces in place of what exceeds the budget alone.</summary>
    public List<TextUnit> Divide(IReadOnlyList<TextUnit> units, int budget)
    {
        List<TextUnit> divided = new(units.Count);
        int headings = 0;
        for (int index = 0; index < units.Count; index++)
        {
            TextUnit unit = units[index];
            // A heading is not left alone: what it stands over must fit with it.
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

    // A sentence that alone exceeds the budget is halved until its pieces do not.
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
