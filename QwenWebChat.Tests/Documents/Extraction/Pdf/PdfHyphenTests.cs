using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

/// <summary>Hyphens at the ends of lines.</summary>
public sealed class PdfHyphenTests
{
    [Theory]
    // The compound stands elsewhere, or the word without the hyphen does.
    [InlineData("A steam-driven pump. Another is steam-driven too.", "A steam-driven pump. Another is steam-", "driven too.")]
    [InlineData("The cooperation began. Their cooperation went on.", "The cooperation began. Their coop-", "eration went on.")]
    // The first part is a prefix, a letter, an abbreviation or a number.
    [InlineData("It is a well-founded claim.", "It is a well-", "founded claim.")]
    [InlineData("It is a self-made man.", "It is a self-", "made man.")]
    [InlineData("She sent an e-mail to us.", "She sent an e-", "mail to us.")]
    [InlineData("All DNA-based tests failed.", "All DNA-", "based tests failed.")]
    [InlineData("The years 2019-2021 were dry.", "The years 2019-", "2021 were dry.")]
    // Compounds of several words, and first parts whose second part comes later.
    [InlineData("A rule-of-thumb answer is this.", "A rule-of-", "thumb answer is this.")]
    [InlineData("In pre- and postoperative care.", "In pre- and postop-", "erative care.")]
    [InlineData("In pre- and post-operative care.", "In pre- and post-", "operative care.")]
    [InlineData("Die Vor- und Nachteile sind klar.", "Die Vor-", "und Nachteile sind klar.")]
    // Both parts are words here, and so is the habit of writing such words with a hyphen.
    [InlineData("An oven-ready harbour, a wall: the harbour-wall was built.", "An oven-ready harbour, a wall: the harbour-", "wall was built.")]
    // Words that are only broken.
    [InlineData("The insufficient report of the committee.", "The in-", "sufficient re-", "port of the com-", "mittee.")]
    [InlineData("He walked slowly and longingly on.", "He walked slow-", "ly and long-", "ingly on.")]
    [InlineData("Die Zusammenarbeit der Abteilungen ist gut.", "Die Zusam-", "menarbeit der Abtei-", "lungen ist gut.")]
    public async Task Read_HyphenAtTheEndOfALine_StaysIfItBelongsToTheWord(string expected, params string[] lines)
    {
        using SamplePdf pdf = new();
        pdf.Page().Lines(72, 760, lines);

        Assert.Equal(expected, (await Reading.Bytes(pdf.Build(), "a.pdf")).Text);
    }

    [Fact]
    public async Task Read_HyphensAtLineEnds_AreThoseOfTheWords()
    {
        DocumentText document = await Reading.Bytes(await File.ReadAllBytesAsync(SharedFolder.Require("cases", "docs", "hyphens-at-line-ends.pdf"), TestContext.Current.CancellationToken), "a.pdf");

        Assert.Equal(
            "A well-known and state-of-the-art method was used for cost-effective price-determining work, and the n-tridecanal and interferon-gamma samples were long-term stored. "
            + "The state-of-the-art device is well-known. In the report the committee noted that vracht- en verzendkosten, pre- and post-operative care and the years 2019-2021 were "
            + "compared with X-ray pictures of insufficient quality.",
            document.Text);
    }
}
