using System.Text;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Checkpoints;
using QwenWebChat.Tests.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction.Epub;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>Real files made to hurt: each is refused in one sentence, or read without what would hurt, in bounded time and memory.</summary>
[Slow]
[Collection(RealFileCollection.Name)]
public sealed class RealHostileTests(MadeFiles files)
{
    // What a bomb would unpack to, and what reading it may take at most.
    private const int BombCharacters = 64 << 20;
    private const long MaxAllocatedBytes = 256L << 20;
    private const string Secret = "The secret of this machine";

    // A packed file of each kind, a part of it, and something that this part says.
    public static TheoryData<string, string, string> Parts => new()
    {
        { "docx", "word/document.xml", "The bell." },
        { "xlsx", "xl/sharedStrings.xml", "Albatros" },
        { "pptx", "ppt/slides/slide1.xml", "Fewer accidents" },
        { "epub", "EPUB/text/ch001.xhtml", "one lamp" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_LockedPdf_IsRefused()
    {
        const string Filter = """writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}""";
        byte[] locked = await File.ReadAllBytesAsync(await files.OfficeAsync("report.fodt", "pdf", Filter), Cancellation);

        await IsRefusedAsync(locked, "report.pdf", DocumentReadError.Encrypted);
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.pdf")]
    [InlineData("a.docx")]
    [InlineData("a.xlsx")]
    [InlineData("a.pptx")]
    [InlineData("a.epub")]
    public async Task Read_EmptyFile_IsRefused(string fileName) => await IsRefusedAsync([], fileName, DocumentReadError.Empty);

    [Theory]
    [InlineData("a.pdf")]
    [InlineData("a.docx")]
    [InlineData("a.xlsx")]
    [InlineData("a.pptx")]
    [InlineData("a.epub")]
    public async Task Read_RenamedFile_IsRefused(string fileName)
    {
        await IsRefusedAsync(SampleEpub.Zip(("notes.txt", "x"), ("word/picture.png", "y")), fileName, DocumentReadError.Unsupported);
        await IsRefusedAsync("Only text."u8.ToArray(), fileName, DocumentReadError.Damaged);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Read_ZipBomb_IsRefused(string format, string part, string phrase)
    {
        byte[] bomb = Repacked.With(await MakeAsync(format), part, xml => xml.Replace(phrase, phrase + new string(' ', BombCharacters), StringComparison.Ordinal));
        Assert.True(bomb.Length < 1 << 20);

        await IsRefusedAsync(bomb, "a." + format, DocumentReadError.TooLarge);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Read_EntityBomb_IsNotUnfolded(string format, string part, string phrase)
    {
        StringBuilder entities = new("""<!ENTITY e0 "boom">""");
        for (int level = 1; level <= 30; level++)
        {
            entities.Append(System.Globalization.CultureInfo.InvariantCulture, $"""<!ENTITY e{level} "&e{level - 1};&e{level - 1};&e{level - 1};&e{level - 1};">""");
        }

        DocumentText? document = await ReadOrRefuseAsync(Repacked.With(await MakeAsync(format), part, xml => WithEntity(xml, entities.ToString(), phrase, "e30")), "a." + format);

        Assert.DoesNotContain("boom", document?.Text ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Read_ExternalEntity_IsNeverFetched(string format, string part, string phrase)
    {
        using TemporaryFolder folder = new();
        string entity = $"""<!ENTITY x SYSTEM "{new Uri(folder.Write("secret.txt", Secret)).AbsoluteUri}">""";

        DocumentText? document = await ReadOrRefuseAsync(Repacked.With(await MakeAsync(format), part, xml => WithEntity(xml, entity, phrase, "x")), "a." + format);

        Assert.DoesNotContain(Secret, document?.Text ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../../../../../../../../..{0}")]
    [InlineData("{0}")]
    [InlineData("file://{0}")]
    [InlineData("..%2F..%2F..%2F..%2F..%2F..%2F..{0}")]
    [InlineData(@"..\..\..\..\..\..\..\..{0}")]
    public async Task Read_EpubThatPointsOutOfItself_LosesOnlyThatChapter(string reference)
    {
        using TemporaryFolder folder = new();
        string target = reference.Replace("{0}", folder.Write("secret.xhtml", $"<html><body><p>{Secret}</p></body></html>").Replace(Path.DirectorySeparatorChar, '/'), StringComparison.Ordinal);
        byte[] book = Repacked.With(await MakeAsync("epub"), "EPUB/content.opf", xml => xml.Replace("text/ch001.xhtml", target, StringComparison.Ordinal));

        DocumentText document = await Reading.Bytes(book, "a.epub");

        Assert.DoesNotContain(Secret, document.Text, StringComparison.Ordinal);
        Assert.Contains(document.Problems, problem => problem is { Kind: ReadingProblemKind.PageUnreadable, Page: 2 });
        Expect.InOrder(document, Story.Sentences(506, 6));
    }

    [Fact]
    public async Task Read_EntriesNamedOutOfTheBook_AreWrittenNowhere()
    {
        using TemporaryFolder folder = new();
        string name = $"../../../../../../../../../..{folder.At("evil.txt").Replace(Path.DirectorySeparatorChar, '/')}";

        DocumentText document = await Reading.Bytes(Repacked.Adding(await MakeAsync("epub"), name, "evil"u8.ToArray()), "a.epub");

        Assert.Empty(Directory.EnumerateFiles(folder.Path));
        Expect.InOrder(document, [.. Story.Sentences(500, 12)]);
    }

    [Fact]
    public async Task Read_Macros_AreNotRead()
    {
        byte[] good = await MakeAsync("docx");
        byte[] typed = Repacked.With(good, "[Content_Types].xml", xml => xml.Replace(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml", StringComparison.Ordinal));
        byte[] referring = Repacked.With(typed, "word/_rels/document.xml.rels", xml => xml.Replace(
            "</Relationships>", """<Relationship Id="rM" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>""", StringComparison.Ordinal));
        byte[] macros = Repacked.Adding(referring, "word/vbaProject.bin", "Sub AutoOpen() Shell \"evil\" End Sub"u8.ToArray());

        DocumentText document = await Reading.Bytes(macros, "a.docm");

        Assert.Equal((await Reading.Bytes(good, "a.docx")).Lines(), document.Lines());
    }

    private static string WithEntity(string xml, string entities, string phrase, string name)
    {
        Assert.Contains(phrase, xml, StringComparison.Ordinal);
        int root = xml.IndexOf('<', xml.IndexOf("?>", StringComparison.Ordinal));
        string rest = xml[root..].Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace(phrase, $"&{name};", StringComparison.Ordinal);
        return xml[..root] + $"<!DOCTYPE d [{entities}]>" + rest;
    }

    private async Task<byte[]> MakeAsync(string format) => await File.ReadAllBytesAsync(
        format switch
        {
            "docx" => await files.OfficeAsync("report.fodt", format),
            "xlsx" => await files.OfficeAsync("workbook.fods", format),
            "pptx" => await files.OfficeAsync("slides.fodp", format),
            _ => await files.PandocAsync("book.md", format),
        },
        Cancellation);

    private static async Task IsRefusedAsync(byte[] file, string fileName, DocumentReadError error)
    {
        DocumentReadException refusal = Assert.IsType<DocumentReadException>((await ReadBoundedAsync(file, fileName)).Refusal);
        Assert.Equal(error, refusal.Error);
        Assert.Matches(@"^[A-Z][^\r\n.]+\.$", refusal.Message);
    }

    // Null if it is refused.
    private static async Task<DocumentText?> ReadOrRefuseAsync(byte[] file, string fileName)
    {
        (DocumentText? document, DocumentReadException? refusal) = await ReadBoundedAsync(file, fileName);
        Assert.True(refusal is null or { Error: DocumentReadError.Damaged }, refusal?.Message);
        return document;
    }

    // On one thread, whose allocations and processor time are counted: other tests run at the same time.
    private static Task<(DocumentText? Document, DocumentReadException? Refusal)> ReadBoundedAsync(byte[] file, string fileName) => Task.Run<(DocumentText?, DocumentReadException?)>(
        () =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan begun = ThreadTime.Now;
            DocumentText? document = null;
            DocumentReadException? refusal = null;
            try
            {
                using MemoryStream stream = new(file, writable: false);
                document = DocumentReader.Read(stream, fileName, cancellationToken: Cancellation);
                Reading.CheckPositions(document);
            }
            catch (DocumentReadException exception)
            {
                refusal = exception;
            }

            Assert.InRange((ThreadTime.Now - begun).TotalSeconds, 0, 10);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocatedBytes);
            return (document, refusal);
        },
        Cancellation);
}
