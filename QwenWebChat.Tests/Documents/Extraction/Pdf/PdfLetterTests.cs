using System.Globalization;
using QwenWebChat.Documents.Extraction;
using static QwenWebChat.Tests.Documents.Extraction.Pdf.RawPdf;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

public sealed class PdfLetterTests
{
    private static readonly string[] Sentences =
    [
        "The committee met in the spring and heard the report on the harbour works.",
        "It found that the cost had risen by a fifth since the first estimate was made,",
        "and that the second quay could not be opened before the end of the next year.",
    ];

    [Theory]
    [InlineData(0.2)]
    [InlineData(-1.5)]
    [InlineData(4)]
    [InlineData(89.5)]
    [InlineData(-90.7)]
    [InlineData(181)]
    [InlineData(30)]
    public async Task Read_PageThatLeans_IsPutStraight(double degrees)
    {
        (double sine, double cosine) = Math.SinCos(degrees * Math.PI / 180);
        string content = string.Concat(Sentences.Select((sentence, index) =>
        {
            (double x, double y) = (-180, 40 - (14 * index));
            return string.Create(CultureInfo.InvariantCulture, $"BT /F1 9 Tf {cosine:F6} {sine:F6} {-sine:F6} {cosine:F6} {300 + (x * cosine) - (y * sine):F3} {400 + (x * sine) + (y * cosine):F3} Tm ({sentence}) Tj ET\n");
        }));

        DocumentText document = await Reading.Bytes(new RawPdf().Page(content).Build(), "a.pdf");

        Assert.Equal(string.Join(' ', Sentences), document.Text);
    }

    [Fact]
    public async Task Read_StampOnAPageThatLeans_StaysALine()
    {
        (double sine, double cosine) = Math.SinCos(1.5 * Math.PI / 180);
        string content = string.Concat(Sentences.Select((sentence, index) =>
            string.Create(CultureInfo.InvariantCulture, $"BT /F1 11 Tf {cosine:F6} {sine:F6} {-sine:F6} {cosine:F6} 72 {600 - (14 * index)} Tm ({sentence}) Tj ET\n")));

        DocumentText document = await Reading.Bytes(new RawPdf().Page(content + Line(72, 200, "Received on the 12th of March by the office of the harbour")).Build(), "a.pdf");

        Assert.Equal([$"Paragraph {string.Join(' ', Sentences)}", "Paragraph Received on the 12th of March by the office of the harbour"], document.Lines());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(40)]
    public async Task Read_DoubledLetters_StayInEverySize(int size)
    {
        string content = string.Create(CultureInfo.InvariantCulture, $"BT /F1 {size} Tf 20 500 Td (Will all skiing 11,111?) Tj ET");

        Assert.Equal("Will all skiing 11,111?", (await Reading.Bytes(new RawPdf().Page(content).Build(), "a.pdf")).Text);
    }

    [Fact]
    public async Task Read_FontInUnicode_IsReadWithoutAMap()
    {
        RawPdf pdf = new();
        int descriptor = pdf.Add("<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80>>");
        int descendant = pdf.Add(string.Create(CultureInfo.InvariantCulture, $"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor {descriptor} 0 R/DW 1000>>"));
        int font = pdf.Add(string.Create(CultureInfo.InvariantCulture, $"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/UniGB-UTF16-H/DescendantFonts[{descendant} 0 R]>>"));

        DocumentText document = await Reading.Bytes(pdf.Page("BT /F2 12 Tf 72 500 Td <76EE5F55> Tj ET", resources: string.Create(CultureInfo.InvariantCulture, $"/Font<</F1 3 0 R/F2 {font} 0 R>>")).Build(), "a.pdf");

        Assert.Equal("目录", document.Text);
        Assert.Empty(document.Problems);
    }

    [Fact]
    public async Task Read_LettersWrittenTwice_AreReadOnce()
    {
        string content = Line(72, 500, "Bold by hand") + Line(72.4, 500, "Bold by hand") + Line(72, 500.3, "Bold by hand");

        Assert.Equal("Bold by hand", (await Reading.Bytes(new RawPdf().Page(content).Build(), "a.pdf")).Text);
    }

    [Theory]
    [InlineData("1 0 0 1", "[0.24 0 0 0.24 0 0]", "[0 -10 46 46]", "22.9", 1)]
    [InlineData("1 0 0 1", "[0.01 0 0 0.01 0 0]", "[0 0 0 0]", "550", 1)]
    [InlineData("1 0 0 1", "[0.001 0 0 0.001 0 0]", "[0 0 1000 1000]", "500", 11)]
    [InlineData("11 0 0 11", "[0.001 0 0 0.001 0 0]", "[0 -200 1000 800]", "500", 1)]
    public async Task Read_FontsDrawnByPrograms_HaveTheSizeOfTheirGlyphs(string scale, string matrix, string box, string width, int size)
    {
        RawPdf pdf = new();
        const string Text = "All of this is read";
        string characters = string.Concat(Text.Distinct().Order());
        int glyph = pdf.AddStream("", $"{width} 0 0 0 {width} {width} d1 0 0 1 1 re f");
        string names = string.Join(' ', characters.Select(character => $"{(int)character}/a{(int)character}"));
        string programs = string.Concat(characters.Select(character => $"/a{(int)character} {glyph} 0 R"));
        string widths = string.Join(' ', Enumerable.Repeat(width, 95));
        int font = pdf.Add($"<</Type/Font/Subtype/Type3/FontBBox{box}/FontMatrix{matrix}/FirstChar 32/LastChar 126/Widths[{widths}]/CharProcs<<{programs}>>/Encoding<</Differences[{names}]>>/Resources<<>>>>");
        pdf.Page($"BT /F2 {size} Tf {scale} 72 700 Tm ({Text}) Tj ET", resources: "");
        byte[] file = System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(pdf.Build()).Replace("/F1 3 0 R", $"/F1 3 0 R/F2 {font} 0 R", StringComparison.Ordinal));

        DocumentText document = await Reading.Bytes(file, "a.pdf");

        Assert.Equal(Text, document.Text);
        Assert.Empty(document.Problems);
    }

    [Fact]
    public async Task Read_FontsDrawnByProgramsInALargeBox_HaveTheSizeOfTheirCharacters()
    {
        // The box is two and a half times as high as the characters, which stand 10 points apart in lines 16 points apart.
        const string Text = "国家标准规定了茶叶感官审评的条件方法和结果与判定";
        RawPdf pdf = new();
        int glyph = pdf.AddStream("", "42 0 0 0 42 42 d1 0 0 1 1 re f");
        string names = string.Join('/', Text.Select(character => $"uni{(int)character:X4}"));
        string programs = string.Concat(Text.Distinct().Select(character => $"/uni{(int)character:X4} {glyph} 0 R"));
        string widths = string.Join(' ', Enumerable.Repeat("42", Text.Length));
        int font = pdf.Add($"<</Type/Font/Subtype/Type3/FontBBox[0 -20 42 108]/FontMatrix[0.24 0 0 0.24 0 0]/FirstChar 1/LastChar {Text.Length}/Widths[{widths}]/CharProcs<<{programs}>>/Encoding<</Differences[1/{names}]>>/Resources<<>>>>");
        IEnumerable<string> lines = Enumerable.Range(1, Text.Length).Chunk(6).Select((codes, line) => $"BT /F2 1 Tf 72 {700 - (16 * line)} Td <{string.Concat(codes.Select(code => code.ToString("X2", CultureInfo.InvariantCulture)))}> Tj ET");
        pdf.Page(string.Join('\n', lines), resources: $"/Font<</F1 3 0 R/F2 {font} 0 R>>");

        Assert.Equal(Text, (await Reading.Bytes(pdf.Build(), "a.pdf")).Text);
    }

    [Fact]
    public async Task Read_GlyphNames_AreUsedWhereNothingElseSaysTheText()
    {
        RawPdf pdf = new();
        int font = pdf.Add("<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Odd/FirstChar 1/LastChar 10/Widths[500 500 500 500 500 500 500 500 500 500]"
            + "/Encoding<</Differences[1/ff/f_i/uni0041/u4EAC/T_h/e.alt/ffi/Euro/space/o]>>/FontDescriptor<</FontName/ABCDEF+Odd/Flags 4/FontBBox[0 -200 1000 900]>>>>");
        pdf.Page("BT /F2 11 Tf 72 700 Td <05060901020703040A08> Tj ET");
        byte[] file = System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(pdf.Build()).Replace("/F1 3 0 R", $"/F1 3 0 R/F2 {font} 0 R", StringComparison.Ordinal));

        DocumentText document = await Reading.Bytes(file, "a.pdf");

        Assert.Equal("The fffiffiA京o€", document.Text);
        Assert.Empty(document.Problems);
    }

    [Theory]
    [InlineData("no-tounicode.pdf", 450)]
    [InlineData("glyph-names-say-nothing.pdf", 366)]
    public async Task Read_FontsThatSayNothing_AreCountedAndDoubted(string name, int count)
    {
        byte[] file = await File.ReadAllBytesAsync(SharedFolder.Require("cases", "docs", name), TestContext.Current.CancellationToken);

        DocumentText document = await Reading.Bytes(file, name);

        Assert.Equal([new ReadingProblem(ReadingProblemKind.CharactersUnreadable, 1, Count: count), new ReadingProblem(ReadingProblemKind.TextDoubtful, 1)], document.Problems);
    }

    [Fact]
    public async Task Read_LettersThatStandForOthers_AreDoubted()
    {
        // Every letter by the one three places on, which makes vowels rare.
        string shifted = string.Concat(string.Concat(Enumerable.Repeat(string.Join(' ', Sentences), 3)).ToLowerInvariant().Select(character => char.IsAsciiLetterLower(character) ? (char)('a' + ((character - 'a' + 3) % 26)) : character));

        DocumentText document = await Reading.Bytes(new RawPdf().Page(string.Concat(shifted.Chunk(70).Select((chunk, index) => Line(72, 700 - (14 * index), new string(chunk))))).Build(), "a.pdf");

        Assert.Equal([new ReadingProblem(ReadingProblemKind.TextDoubtful, 1)], document.Problems);
    }
}
