using QwenWebChat.App.Documents.Questions;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Questions;

/// <summary>Passages cover a text and are ranked by a question.</summary>
public sealed class Bm25IndexTests
{
    [Fact]
    public void Search_RareWord_BeatsCommonOnes()
    {
        DocumentText document = Manual.Of(30);
        Bm25Index index = new(document);

        int[] best = [.. index.Search(SearchTerms.Of("How is the COMPRESSOR made?")).Take(3).Select(hit => hit.Passage)];

        Assert.All(best, passage => Assert.Contains("compressor", document.Text.Substring(index.Passages[passage].Start, index.Passages[passage].Length), StringComparison.Ordinal));
    }

    [Fact]
    public void Search_Chinese_FindsByNeighbours()
    {
        string[] paragraphs = ["锅炉每年需要检查一次。", "水泵由钢制成，使用寿命很长。", "阀门关闭时不应漏水。"];
        string text = string.Join("\n\n", paragraphs.Select(paragraph => string.Concat(Enumerable.Repeat(paragraph, 25))));
        List<DocumentPart> parts = [.. paragraphs.Select((_, number) => (number, start: paragraphs.Take(number).Sum(before => (before.Length * 25) + 2)))
            .Select(place => new DocumentPart(place.start, paragraphs[place.number].Length * 25, DocumentPartKind.Paragraph))];
        DocumentText document = new() { Text = text, Format = FileFormat.Text, Parts = parts };
        Bm25Index index = new(document);

        Passage best = index.Passages[index.Search(SearchTerms.Of("水泵的寿命如何？"))[0].Passage];

        Assert.Contains("水泵由钢制成", text.Substring(best.Start, best.Length), StringComparison.Ordinal);
    }

    [Fact]
    public void Search_ByHand_HasTheScoreOfTheFormula()
    {
        // Two passages, by their headings: "a b b" with the words around, of which one holds the word twice.
        string first = "zebra zebra " + string.Join(' ', Enumerable.Repeat("w", 400));
        string second = "other other " + string.Join(' ', Enumerable.Repeat("w", 400));
        DocumentText document = new()
        {
            Text = first + "\n\n" + second,
            Format = FileFormat.Text,
            Parts = [new(0, first.Length, DocumentPartKind.Paragraph), new(first.Length + 2, second.Length, DocumentPartKind.Paragraph)],
        };
        Bm25Index index = new(document);
        Assert.Equal(2, index.Passages.Count);

        (int passage, double score) = Assert.Single(index.Search(SearchTerms.Of("zebra")));

        // idf = ln(1 + (2 - 1 + 0.5) / (1 + 0.5)); both are of average length: 2 * 2.2 / (2 + 1.2). To rounding.
        Assert.Equal(0, passage);
        Assert.Equal(Math.Log(2) * 2 * 2.2 / 3.2, score, 1e-12);
    }

    [Theory]
    [InlineData("Don't STOP", "don't stop")]
    [InlineData("ﬁnal Zu\u0308rich", "FINAL ZÜRICH")]
    [InlineData("ﾊﾟﾘ", "パリ")]
    [InlineData("Ａ１", "a1")]
    public void Terms_OfTheSameWords_AreTheSame(string first, string second)
    {
        Assert.Equal(SearchTerms.Of(second), SearchTerms.Of(first));
        Assert.NotEmpty(SearchTerms.Of(first));
    }

    [Fact]
    public void Cut_AnyText_CoversAllOfIt()
    {
        Random random = new(5);
        for (int round = 0; round < 400; round++)
        {
            DocumentText document = Random(random);
            List<Passage> passages = Passages.Cut(document);
            int end = 0;
            foreach (Passage passage in passages)
            {
                Assert.True(passage.Length > 0 && passage.Start >= end && passage.End <= document.Text.Length);
                Assert.True(string.IsNullOrWhiteSpace(document.Text[end..passage.Start]));
                Assert.False(char.IsLowSurrogate(document.Text[passage.Start]) && passage.Start > 0 && char.IsHighSurrogate(document.Text[passage.Start - 1]));
                Assert.InRange(passage.Length, 1, 1_700);
                end = passage.End;
            }

            Assert.True(string.IsNullOrWhiteSpace(document.Text[end..]));
            new Bm25Index(document).Search(SearchTerms.Of(document.Text[..Math.Min(50, document.Text.Length)]));
        }
    }

    private static DocumentText Random(Random random)
    {
        List<DocumentPart> parts = [];
        string text = "";
        for (int count = random.Next(6); count > 0; count--)
        {
            string part = random.Next(3) switch
            {
                0 => string.Concat(Enumerable.Repeat("句子很长。", random.Next(1, 500))),
                1 => string.Concat(Enumerable.Repeat("😀", random.Next(1, 1500))),
                _ => string.Join(' ', Enumerable.Range(0, random.Next(1, 900)).Select(number => $"word{number % 17}.")),
            };
            parts.Add(new DocumentPart(text.Length, part.Length, random.Next(4) == 0 ? DocumentPartKind.Heading : DocumentPartKind.Paragraph));
            text += part + "\n\n";
        }

        return new DocumentText { Text = text, Format = FileFormat.Text, Parts = parts };
    }
}
