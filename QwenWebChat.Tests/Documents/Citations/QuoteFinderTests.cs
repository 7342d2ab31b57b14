using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Citations;

/// <summary>Quotations are found where they stand, however a model changed them in passing; others are not.</summary>
public sealed class QuoteFinderTests
{
    private const string Sample = """
        The company’s revenue rose by 12.5 % to € 3.4 billion in 2023, while operating costs fell to −5 % of the pre-
        vious year’s level. “We expect,” said the chair, “a co-operative market – and soon.”

        一九四九年以后，中国的经济发展经历了几个不同的阶段。改革开放以来，人民生活水平
        显著提高，城市化进程加快。

        The ﬁnal report [annex B] lists … all of the e­ffects observed between 1990–1995 in Zürich and São Paulo.
        """;

    [Theory]
    [InlineData("operating costs fell to", CitationKind.Exact, "operating costs fell to")]
    [InlineData("  The company’s revenue ", CitationKind.Exact, "The company’s revenue")]
    [InlineData("The company's REVENUE rose by 12.5% to €3.4 billion", CitationKind.Normalised, "The company’s revenue rose by 12.5 % to € 3.4 billion")]
    [InlineData("of the previous year's level", CitationKind.Normalised, "of the pre-\nvious year’s level")]
    [InlineData("\"We expect,\" said the chair, \"a cooperative market - and soon.\"", CitationKind.Normalised, "We expect,” said the chair, “a co-operative market – and soon")]
    [InlineData("revenue rose by 12.5 % ... operating costs fell", CitationKind.Normalised, "revenue rose by 12.5 % to € 3.4 billion in 2023, while operating costs fell")]
    [InlineData("revenue rose […] in 2023,", CitationKind.Normalised, "revenue rose by 12.5 % to € 3.4 billion in 2023")]
    [InlineData("…改革开放以来,人民生活水平显著提高", CitationKind.Normalised, "改革开放以来，人民生活水平\n显著提高")]
    [InlineData("中国的经济发展……人民生活水平显著提高", CitationKind.Normalised, "中国的经济发展经历了几个不同的阶段。改革开放以来，人民生活水平\n显著提高")]
    [InlineData("The **final** report [annex B] lists all of the effects", CitationKind.Normalised, "The ﬁnal report [annex B] lists … all of the e­ffects")]
    [InlineData("between 1990-1995 in Zu\u0308rich", CitationKind.Normalised, "between 1990–1995 in Zürich")]
    [InlineData("Company revenues rose by 12.5 % to € 3.4 billion in 2023", CitationKind.Close, "company’s revenue rose by 12.5 % to € 3.4 billion in 2023")]
    [InlineData("改革开放以来，人民的生活水平显著提升，城市化进程加快", CitationKind.Close, "改革开放以来，人民生活水平\n显著提高，城市化进程加快")]
    public void Find_ChangedInPassing_IsFoundWhereItStands(string quote, CitationKind kind, string source)
    {
        Citation match = Finder(Sample).Find(quote);

        Assert.Equal((kind, source), (match.Kind, Sample.Substring(match.Start, match.Length)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("…")]
    [InlineData("\"")]
    [InlineData("costs rose to 5 %")]
    [InlineData("operating costs fell to 5 % of the pre")]
    [InlineData("Nothing of the kind was ever said by anybody in this text at all")]
    [InlineData("all of the effects … revenue rose")]
    [InlineData("这份文件里没有这样的一句话，完全没有")]
    public void Find_NotThere_IsNone(string quote)
    {
        Citation match = Finder(Sample).Find(quote);

        Assert.True(match.Kind is CitationKind.NotFound or CitationKind.Close, $"{match}");
        Assert.True(!match.IsFound || quote.StartsWith("operating", StringComparison.Ordinal), $"{match}");
    }

    [Fact]
    public void Find_MinusSign_CountsAsALetter()
    {
        // One letter in thirty: close, and said to be.
        Assert.Equal(CitationKind.Close, Finder(Sample).Find("operating costs fell to 5 % of the pre").Kind);
        Assert.Equal(CitationKind.NotFound, Finder(Sample).Find("costs fell to 5 % of").Kind);
        Assert.Equal(CitationKind.Normalised, Finder(Sample).Find("costs fell to -5% of").Kind);
    }

    [Fact]
    public void Find_PartOfANumber_IsCloseAtBest()
    {
        QuoteFinder finder = Finder("Costs were 15 % of revenue, then 5 % of revenue, and 0.7 % of sales in 2023.");

        Assert.Equal((33, CitationKind.Exact), (finder.Find("5 % of revenue").Start, finder.Find("5 % of revenue").Kind));
        Assert.Equal(CitationKind.Close, finder.Find("7 % of sales").Kind);
        Assert.Equal(CitationKind.Close, finder.Find("of SALES in 202").Kind);
        Assert.Equal(CitationKind.Normalised, finder.Find("0.7% of sales in 2023").Kind);
    }

    [Fact]
    public void Find_Twice_PrefersTheStretch()
    {
        const string text = "The goal was met. Nobody knew why. The goal was met again.";
        QuoteFinder finder = Finder(text);

        Assert.Equal(0, finder.Find("the goal was met").Start);
        Assert.Equal(35, finder.Find("the goal was met", (20, 38)).Start);
        Assert.Equal(18, finder.Find("nobody knew", (36, 10)).Start);
        Assert.Equal(0, finder.Find("The goal", (-5, int.MaxValue)).Start);
    }

    [Fact]
    public void Find_InADocumentWithPages_SaysThePage()
    {
        DocumentText document = new()
        {
            Text = "one two\n\nthree four\n\nfive",
            Format = FileFormat.Pdf,
            Pages = [new(1, null, 0, 7), new(2, null, 7, 0), new(3, null, 9, 10), new(7, null, 21, 4)],
        };
        QuoteFinder finder = QuoteFinder.For(document);

        Assert.Equal([1, 3, 7], new[] { "one two", "Four", "FIVE" }.Select(quote => finder.Find(quote).Page!.Value));
        Assert.Same(finder, QuoteFinder.For(document));
        Assert.Null(Finder("one two").Find("one two").Page);
    }

    [Fact]
    public void Find_TextThatRepeatsItself_Ends()
    {
        QuoteFinder finder = Finder(string.Concat(Enumerable.Repeat("abababababab ", 40_000)));

        Assert.Equal(CitationKind.NotFound, finder.Find(string.Concat(Enumerable.Repeat("abababaxyz", 30))).Kind);
    }

    private static QuoteFinder Finder(string text) => new(new DocumentText { Text = text, Format = FileFormat.Text });
}
