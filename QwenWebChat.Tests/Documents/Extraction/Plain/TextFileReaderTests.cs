using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Plain;

public sealed class TextFileReaderTests
{
    [Fact]
    public async Task Read_Text_PartsAreParagraphsAndTheTextStays()
    {
        DocumentText document = await Reading.Text("One\r\nstill one.\r\n\r\n\r\n  Two.\r\n", "a.txt");

        Assert.Equal("One\nstill one.\n\n\n  Two.\n", document.Text);
        Assert.Equal(["Paragraph One\nstill one.", "Paragraph Two."], document.Lines());
        Assert.Equal(FileFormat.Text, document.Format);
        Assert.Empty(document.Pages);
    }

    [Fact]
    public async Task Read_ChineseParagraphsWithoutBlankLines_AreParted()
    {
        DocumentText document = await Reading.Text("第一章\n　　第一段。\n　　第二段，\n还是第二段。\n", "小说.txt");

        Assert.Equal(["Paragraph 第一章", "Paragraph 第一段。", "Paragraph 第二段，\n还是第二段。"], document.Lines());
    }

    [Fact]
    public async Task Read_LogWithoutBlankLines_IsPartedAtLineEnds()
    {
        string log = string.Concat(Enumerable.Range(0, 1_000).Select(line => $"{line:0000} an event of some kind\n"));

        DocumentText document = await Reading.Text(log, "app.log");

        Assert.All(document.Parts, part => Assert.InRange(part.Length, 1, 2_100));
        Assert.All(document.Parts, part => Assert.Matches("^[0-9]{4} an", document[part].ToString()));
    }

    [Fact]
    public async Task Read_FormFeeds_ArePages()
    {
        DocumentText document = await Reading.Text("First.\n\n\fSecond\nagain.\n\n\fThird\n\f", "rfc.txt");

        Assert.Equal(3, document.Pages.Count);
        Assert.Equal("Second\nagain.", document.PageText(2));
        Assert.Equal([1, 2, 3], document.Parts.Select(part => part.Page!.Value));
    }

    [Fact]
    public async Task Read_InvisibleCharacters_AreLeftOut()
    {
        string tags = string.Concat("ignore".Select(letter => char.ConvertFromUtf32(0xE0000 + letter)));

        DocumentText document = await Reading.Text($"a\u200Bb\u202Ec\u0007d{tags}\u00AD e \U0001F469\u200D\U0001F4BB می\u200Cروم\tf\u2028g", "a.txt");

        Assert.Equal("abcd e \U0001F469\u200D\U0001F4BB می\u200Cروم\tf\ng", document.Text);
    }

    [Fact]
    public async Task Read_Code_StaysAsItIs()
    {
        const string Code = "    int Main()\n    {\n        return 0;\n    }\n\n\tnext();\n";

        DocumentText document = await Reading.Text(Code, "program.c");

        Assert.Equal(Code, document.Text);
        Assert.Equal(["Code     int Main()\n    {\n        return 0;\n    }", "Code \tnext();"], document.Lines());
    }

    [Theory]
    [InlineData("a.cs", FileFormat.Code)]
    [InlineData("Dockerfile.prod", FileFormat.Code)]
    [InlineData("README", FileFormat.Text)]
    [InlineData("a.json", FileFormat.Json)]
    [InlineData("A.MD", FileFormat.Markdown)]
    [InlineData("a.tsv", FileFormat.Csv)]
    public async Task Read_Extension_DecidesBetweenKindsOfText(string fileName, FileFormat format) =>
        Assert.Equal(format, (await Reading.Text("x = 1", fileName)).Format);

    [Fact]
    public async Task Read_Csv_RowsAreAsWritten()
    {
        DocumentText document = await Reading.Text("name;note\n\"Li; Wei\";\"two\nlines \"\"here\"\"\"\nTom \"T\";x\n\n\"open;y\nlast;z", "people.csv");

        Assert.Equal(
            ["TableRow name;note", "TableRow \"Li; Wei\";\"two\nlines \"\"here\"\"\"", "TableRow Tom \"T\";x", "TableRow \"open;y", "TableRow last;z"],
            document.Lines());
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    [InlineData('~')]
    [InlineData('^')]
    [InlineData(':')]
    [InlineData('#')]
    [InlineData('\u00A6')]
    public async Task Read_CsvOfAnyDelimiter_HasRowsWithLineEndsInQuotations(char delimiter)
    {
        string csv = "name~note~sum\nAda~\"Lon~don,\nthe; first\"~5.10\nBob~\"said \"\"no\"\"\n\nand left\"~7.20\nTom~x~1.00".Replace('~', delimiter);

        DocumentText document = await Reading.Text(csv, "people.csv");

        string[] rows = ["name~note~sum", "Ada~\"Lon~don,\nthe; first\"~5.10", "Bob~\"said \"\"no\"\"\n\nand left\"~7.20", "Tom~x~1.00"];
        Assert.Equal(rows.Select(row => "TableRow " + row.Replace('~', delimiter)), document.Lines());
    }

    [Fact]
    public async Task Read_SharedCsv_HasItsRows()
    {
        byte[] bytes = await File.ReadAllBytesAsync(SharedFolder.Require("cases", "docs", "odd-delimiters.csv"), TestContext.Current.CancellationToken);

        Assert.Equal(["TableRow name~city~sum", "TableRow Ada~\"Lon~don\"~5", "TableRow \"B\nob\"~Rome~7"], (await Reading.Bytes(bytes, "odd.csv")).Lines());
    }

    [Theory]
    [InlineData("empty.txt", "", DocumentReadError.Empty)]
    [InlineData("report.pdf", "This is no PDF.", DocumentReadError.Damaged)]
    public async Task Read_NotReadable_IsRefused(string fileName, string content, DocumentReadError error) =>
        Assert.Equal(error, (await Reading.Refusal(System.Text.Encoding.UTF8.GetBytes(content), fileName)).Error);

    [Fact]
    public async Task Read_BeyondALimit_IsRefusedNotCut()
    {
        byte[] bytes = "This text has more than ten characters."u8.ToArray();

        Assert.Equal(DocumentReadError.TooLarge, (await Reading.Refusal(bytes, "a.txt", new ReadingOptions { MaxCharacters = 10 })).Error);
        Assert.Equal(DocumentReadError.TooLarge, (await Reading.Refusal(bytes, "a.txt", new ReadingOptions { MaxFileBytes = 10 })).Error);
    }
}
