using System.IO.Compression;
using System.Text;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction.Epub;

namespace QwenWebChat.Tests.Documents.Extraction;

/// <summary>Files made to hurt, or broken on their way: each is read or refused with the one error, in bounded time and memory.</summary>
[Slow]
public sealed class HostileFileTests
{
    private const string Relationships = """
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>
        """;

    [Theory]
    [InlineData("a.txt", 300)]
    [InlineData("a.md", 300)]
    [InlineData("a.csv", 300)]
    [InlineData("a.json", 300)]
    [InlineData("a.html", 300)]
    [InlineData("a.rtf", 300)]
    [InlineData("a.eml", 300)]
    [InlineData("a.pdf", 300)]
    [InlineData("a.docx", 300)]
    [InlineData("a.xlsx", 300)]
    [InlineData("a.pptx", 300)]
    [InlineData("a.epub", 300)]
    [InlineData("a.odt", 300)]
    public async Task Read_CutOrChangedFile_IsReadOrRefused(string fileName, int rounds)
    {
        byte[] good = Samples.Create(fileName);
        Assert.NotEmpty((await Reading.Bytes(good, fileName)).Text);
        Random random = new(20_261_123);
        for (int round = 0; round < rounds; round++)
        {
            byte[] file = Break(good, random);
            try
            {
                await Reading.Bytes(file, fileName);
            }
            catch (DocumentReadException)
            {
                // As it should be; any other error ends the test.
            }
        }
    }

    [Theory]
    [InlineData("a.docx")]
    [InlineData("a.xlsx")]
    [InlineData("a.pptx")]
    [InlineData("a.epub")]
    [InlineData("a.odt")]
    public async Task Read_CutPackage_IsDamaged(string fileName)
    {
        byte[] good = Samples.Create(fileName);

        Assert.Equal(DocumentReadError.Damaged, (await Reading.Refusal(good[..(good.Length / 2)], fileName)).Error);
    }

    [Fact]
    public async Task Read_ZipBomb_IsRefused()
    {
        string bomb = $"""<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>{new string(' ', 40 << 20)}</w:t></w:r></w:p></w:body></w:document>""";

        DocumentReadException refusal = await Reading.Refusal(Document(bomb), "a.docx");
        DocumentReadException byBytes = await Reading.Refusal(Document(bomb), "a.docx", new ReadingOptions { MaxUnpackedBytes = 1 << 20 });

        Assert.Equal(DocumentReadError.TooLarge, refusal.Error);
        Assert.Equal(DocumentReadError.TooLarge, byBytes.Error);
    }

    [Fact]
    public async Task Read_TooManyFilesWithin_IsRefused()
    {
        byte[] file = SampleEpub.Zip([.. Enumerable.Range(0, 200).Select(index => ($"file{index}", "x"))]);

        Assert.Equal(DocumentReadError.TooLarge, (await Reading.Refusal(file, "a.docx", new ReadingOptions { MaxPackedFiles = 100 })).Error);
        Assert.Equal(DocumentReadError.TooLarge, (await Reading.Refusal(file, "a.docx", new ReadingOptions { MaxPackedFiles = 10 })).Error);
    }

    [Fact]
    public async Task Read_EntityBomb_IsRefused()
    {
        const string Bomb = """
            <!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
            <w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>
            """;

        Assert.Equal(DocumentReadError.Damaged, (await Reading.Refusal(Document(Bomb), "a.docx")).Error);
    }

    [Fact]
    public async Task Read_ExternalEntity_IsNeverFetched()
    {
        string secret = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(secret, "secret", TestContext.Current.CancellationToken);
            string xml = $"""<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>""";

            Assert.Equal(DocumentReadError.Damaged, (await Reading.Refusal(Document(xml), "a.docx")).Error);
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Theory]
    [InlineData("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")]
    [InlineData("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>")]
    [InlineData("<w:p><w:r><w:drawing><w:txbxContent>", "</w:txbxContent></w:drawing></w:r></w:p>")]
    public async Task Read_DeepNesting_IsRefused(string open, string close)
    {
        string deep = $"""<w:document xmlns:w="w"><w:body>{string.Concat(Enumerable.Repeat(open, 10_000))}{string.Concat(Enumerable.Repeat(close, 10_000))}</w:body></w:document>""";

        Assert.Equal(DocumentReadError.TooLarge, (await Reading.Refusal(Document(deep), "a.docx")).Error);
    }

    [Fact]
    public async Task Read_TextBeyondTheLimit_IsRefusedInEveryFormat()
    {
        foreach (string fileName in new[] { "a.txt", "a.html", "a.rtf", "a.eml", "a.pdf", "a.docx", "a.xlsx", "a.pptx", "a.epub" })
        {
            DocumentReadException refusal = await Reading.Refusal(Samples.Create(fileName), fileName, new ReadingOptions { MaxCharacters = 10 });
            Assert.Equal(DocumentReadError.TooLarge, refusal.Error);
        }
    }

    [Fact]
    public async Task Read_NameThatLies_ContentDecides()
    {
        Assert.Equal(FileFormat.Docx, (await Reading.Bytes(Samples.Create("a.docx"), "a.pdf")).Format);
        Assert.Equal(FileFormat.Pdf, (await Reading.Bytes(Samples.Create("a.pdf"), "a.txt")).Format);
        Assert.Equal(DocumentReadError.Unsupported, (await Reading.Refusal(SampleEpub.Zip(("a.txt", "x")), "a.docx")).Error);
    }

    private static byte[] Document(string xml) => SampleEpub.Zip(("_rels/.rels", Relationships), ("word/document.xml", xml));

    // A third cut off, a third with bits turned, a third with a piece of the file over another. In packages the inside is broken too.
    private static byte[] Break(byte[] good, Random random)
    {
        byte[] file = good[0] == 'P' && random.Next(2) == 0 ? BreakInside(good, random) : (byte[])good.Clone();
        switch (random.Next(3))
        {
            case 0:
                return file[..random.Next(file.Length)];
            case 1:
                for (int change = random.Next(1, 9); change > 0; change--)
                {
                    file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                }

                return file;
            default:
                int length = random.Next(1, Math.Min(60, file.Length));
                file.AsSpan(random.Next(file.Length - length), length).ToArray().CopyTo(file, random.Next(file.Length - length));
                return file;
        }
    }

    private static byte[] BreakInside(byte[] good, Random random)
    {
        using MemoryStream stream = new();
        stream.Write(good);
        using (ZipArchive archive = new(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            ZipArchiveEntry entry = archive.Entries[random.Next(archive.Entries.Count)];
            using Stream content = entry.Open();
            byte[] bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            content.SetLength(0);
            content.Write(bytes.AsSpan(0, random.Next(bytes.Length)));
        }

        return stream.ToArray();
    }
}
