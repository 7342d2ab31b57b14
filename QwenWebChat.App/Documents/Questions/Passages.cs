using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>Splits a document's text into passages at its paragraphs.</summary>
internal static class Passages
{
    // In quarters of a token: a letter counts about one, an ideograph about three.
    private const int MinWeight = 100 * 4;
    private const int TargetWeight = 200 * 4;
    private const int MaxWeight = 400 * 4;
    private const int OfIdeograph = 3;
    private const char FirstIdeograph = '\u2E80';

    /// <summary>Returns the passages in order, without gaps except for blank text.</summary>
    public static List<Passage> Cut(DocumentText document)
    {
        List<Passage> passages = [];
        (int start, int end, int weight) = (0, 0, 0);
        foreach (DocumentPart part in document.Parts.Count > 0 ? document.Parts : [new DocumentPart(0, document.Text.Length, DocumentPartKind.Paragraph)])
        {
            bool isHeading = part.Kind == DocumentPartKind.Heading;
            foreach (Passage piece in Pieces(document.Text, part))
            {
                int added = Weigh(document.Text.AsSpan(piece.Start, piece.Length));
                if (weight > 0 && ((isHeading && weight >= MinWeight) || weight >= TargetWeight || weight + added > MaxWeight))
                {
                    passages.Add(new Passage(start, end - start));
                    weight = 0;
                }

                (start, end) = (weight == 0 ? piece.Start : start, piece.End);
                weight += added;
            }
        }

        if (weight > 0)
        {
            passages.Add(new Passage(start, end - start));
        }

        return passages;
    }

    // A single part that is too long is split after sentences, else after words, else anywhere except within a character.
    private static IEnumerable<Passage> Pieces(string text, DocumentPart part)
    {
        int start = part.Start;
        int weight = 0;
        (int sentence, int word) = (-1, -1);
        for (int index = part.Start; index < part.End; index++)
        {
            weight += Weigh(text[index]);
            if (weight > MaxWeight)
            {
                int cut = sentence > start ? sentence : word > start ? word : char.IsLowSurrogate(text[index]) && index - 1 > start ? index - 1 : index;
                yield return new Passage(start, cut - start);
                weight = Weigh(text.AsSpan(cut, index + 1 - cut));
                (start, sentence, word) = (cut, -1, -1);
            }

            sentence = weight >= TargetWeight && IsSentenceEnd(text, index) ? index + 1 : sentence;
            word = weight >= TargetWeight && char.IsWhiteSpace(text[index]) ? index + 1 : word;
        }

        if (part.End > start)
        {
            yield return new Passage(start, part.End - start);
        }
    }

    private static bool IsSentenceEnd(string text, int index) =>
        text[index] is '。' or '！' or '？' or '\n'
        || (text[index] is '.' or '!' or '?' && index + 1 < text.Length && char.IsWhiteSpace(text[index + 1]));

    private static int Weigh(ReadOnlySpan<char> text)
    {
        int weight = 0;
        foreach (char character in text)
        {
            weight += Weigh(character);
        }

        return weight;
    }

    private static int Weigh(char character) => character >= FirstIdeograph ? OfIdeograph : 1;
}
