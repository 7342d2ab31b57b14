using QwenWebChat.ReadingBench;

namespace QwenWebChat.Tests.ReadingBench;

public sealed class CorpusReportTests
{
    [Fact]
    public void Row_Results_AreCountedByOutcome()
    {
        CorpusRow row = new("pdf",
        [
            Read("a", 1.0, 1.0),
            Read("b", 0.5, 0.9, seconds: 3),
            Read("c", 0.9, 0.2, seconds: 2),
            new CorpusResult("d", "pdf", CorpusOutcome.Read, null, null, 9, 5_000_000),
            new CorpusResult("e", "pdf", CorpusOutcome.RightlyRefused, "Encrypted", "Locked.", 50, null),
            new CorpusResult("f", "pdf", CorpusOutcome.Refused, "Damaged", "Broken.", 50, null),
            new CorpusResult("g", "pdf", CorpusOutcome.Crashed, "ReaderCrashed", "Lost.", 50, null),
            new CorpusResult("h", "pdf", CorpusOutcome.Hung, "TooSlow", "Slow.", 60, null),
        ]);

        Assert.Equal((8, 4, 1, 1, 1, 1), (row.Results.Count, row.Count(CorpusOutcome.Read), row.Count(CorpusOutcome.RightlyRefused), row.Count(CorpusOutcome.Refused), row.Count(CorpusOutcome.Crashed), row.Count(CorpusOutcome.Hung)));
        Assert.Equal((3, 0.9, 0.5, 1), (row.Compared, row.MedianWords, row.LowWords, row.FewWords));
        Assert.Equal((0.9, 1), (row.MedianOrder, row.Disordered));
        Assert.Equal((2, 5_000_000), (row.MedianSeconds, row.PeakBytes));
    }

    [Fact]
    public void Row_NothingCompared_HasNoShares()
    {
        CorpusRow row = new("txt", [new CorpusResult("a.txt", "txt", CorpusOutcome.Read, null, null, 1, null)]);

        Assert.Equal((0, null, null, 0, null), (row.Compared, row.MedianWords, row.LowWords, row.FewWords, row.PeakBytes));
    }

    [Fact]
    public void Lines_Results_AreATableWithAllAtItsEnd()
    {
        string[] lines = [.. CorpusReport.Lines([Read("a.pdf", 0.987, 1), Read("b.pdf", 0.5, 0.25), new CorpusResult("c.txt", "txt", CorpusOutcome.Read, null, null, 0.002, null)], worstCount: 1)];

        Assert.Equal("| pdf | 2 | 2 | 0 | 0 | 0 | 0 | 2 | 50.0 | 50.0 | 1 | 25.0 | 1 | 1000 | 2 |", lines[2]);
        Assert.Equal("| txt | 1 | 1 | 0 | 0 | 0 | 0 | 0 |  |  |  |  |  | 2 |  |", lines[3]);
        Assert.StartsWith("| all | 3 | 3 |", lines[4], StringComparison.Ordinal);
        Assert.Equal(["words 50.0 % of 10: b.pdf", "order 25.0 % of 10: b.pdf"], lines[^2..]);
    }

    [Fact]
    public void Lines_WhatWasNotRead_IsCountedAndNamed()
    {
        string[] lines =
        [
            .. CorpusReport.Lines(
                [
                    new CorpusResult("a.pdf", "pdf", CorpusOutcome.RightlyRefused, "Encrypted", "Locked.", 1, null),
                    new CorpusResult("b.pdf", "pdf", CorpusOutcome.RightlyRefused, "Encrypted", "Locked.", 1, null),
                    new CorpusResult("c.pdf", "pdf", CorpusOutcome.Refused, "Damaged", "Broken\nhere.", 1, null),
                ],
                worstCount: 1),
        ];

        Assert.Equal(["not read: 2 pdf, Encrypted", "not read: 1 pdf, Damaged", "Refused: c.pdf: Damaged: Broken here."], lines[5..]);
    }

    private static CorpusResult Read(string name, double words, double order, double seconds = 1) =>
        new(name, "pdf", CorpusOutcome.Read, null, null, seconds, 2_000_000) { Comparison = new WordComparison(10, words, order) };
}
