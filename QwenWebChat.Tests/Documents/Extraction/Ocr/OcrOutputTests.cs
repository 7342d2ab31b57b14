using QwenWebChat.Documents.Extraction.Ocr;

namespace QwenWebChat.Tests.Documents.Extraction.Ocr;

public sealed class OcrOutputTests
{
    [Fact]
    public void Read_Words_BecomeParagraphsWithTheirMeanConfidence()
    {
        OcrPage? page = Read(
            (1, 1, 1, 90, "The"), (1, 1, 1, 80, "har-"), (1, 1, 2, 70, "bour"), (1, 1, 2, 60, "is"), (1, 1, 3, 100, "old."),
            (1, 2, 1, 50, "码头"), (1, 2, 1, 50, "上"), (1, 2, 2, 50, "的"), (1, 2, 2, 50, "lamp"), (2, 1, 1, 0, "|"));

        Assert.NotNull(page);
        Assert.Equal(["The harbour is old.", "码头上的 lamp"], page.Paragraphs);
        Assert.Equal(60, page.Confidence);
        Assert.Equal(7, page.Number);
    }

    [Fact]
    public void Read_NothingButSigns_IsNoText()
    {
        Assert.Null(Read((1, 1, 1, 30, "|"), (1, 1, 1, 30, " "), (1, 1, 2, 30, "—")));
        Assert.Null(OcrOutput.Read(["not a table\n1\t2\n", ""], 7));
    }

    [Fact]
    public void Read_SeveralLanguages_TakesTheSurerForEachLine()
    {
        OcrPage? page = OcrOutput.Read(
            [Table((1, 1, 1, 95, "The"), (1, 1, 1, 95, "bell."), (1, 2, 1, 40, "HES"), (1, 2, 1, 60, "Jay")), Table((1, 1, 1, 90, "Tne"), (1, 1, 1, 90, "bell."), (1, 2, 1, 92, "港务局"))],
            7);

        Assert.Equal(["The bell.", "港务局"], page?.Paragraphs);
        Assert.Equal(94, page?.Confidence);
    }

    private static OcrPage? Read(params (int Block, int Paragraph, int Line, int Confidence, string Text)[] words) => OcrOutput.Read([Table(words)], 7);

    private static string Table(params (int Block, int Paragraph, int Line, int Confidence, string Text)[] words) =>
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n"
        + string.Concat(words.Select(word => FormattableString.Invariant($"5\t1\t{word.Block}\t{word.Paragraph}\t{word.Line}\t1\t0\t0\t9\t9\t{word.Confidence}.0\t{word.Text}\n")));
}
