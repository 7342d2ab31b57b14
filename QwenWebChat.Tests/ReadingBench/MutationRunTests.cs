using System.Collections.Concurrent;
using System.IO.Compression;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.ReadingBench;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.ReadingBench;

[Slow]
public sealed class MutationRunTests
{
    [Fact]
    public void Mutate_Content_IsDamagedAndBounded()
    {
        byte[] content = [.. Enumerable.Range(0, 5_000).Select(index => (byte)index)];
        byte[] before = [.. content];

        byte[][] mutated = [.. Enumerable.Range(0, 200).Select(seed => new Mutation(new Random(seed)).Mutate(content, "7777 8888"u8))];

        Assert.Equal(before, content);
        // An edit may by chance write what stood there.
        Assert.InRange(mutated.Count(bytes => !bytes.SequenceEqual(content)), 190, 200);
        Assert.InRange(mutated.Max(bytes => bytes.Length), content.Length, content.Length + (6 * 4_096));
    }

    [Fact]
    public void Mutate_Nothing_StaysNothing() => Assert.Empty(new Mutation(new Random(1)).Mutate([], []));

    [Fact]
    public void Mutate_PackedFile_DamagesFilesWithin()
    {
        byte[] packed = Packed();

        byte[] mutated = new PackedMutation(new Random(3)).Mutate(packed)!;

        using ZipArchive archive = new(new MemoryStream(mutated));
        Assert.Equal(["a.xml", "b.xml"], archive.Entries.Select(entry => entry.FullName));
        Assert.NotEqual(new string('x', 400), Content(archive.Entries[0]) + Content(archive.Entries[1]));
    }

    [Fact]
    public void Mutate_NoPackedFile_IsLeftToOthers() => Assert.Null(new PackedMutation(new Random(1)).Mutate("%PDF-1.7"u8.ToArray()));

    [Fact]
    public async Task Run_SameSeed_ReadsTheSameFiles()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<CorpusFile> files = Originals(folder);

        (MutationFigures first, List<string> firstFiles) = await RunAsync(files, seed: 1);
        (_, List<string> again) = await RunAsync(files, seed: 1);
        (_, List<string> others) = await RunAsync(files, seed: 2);

        Assert.Equal(firstFiles, again);
        Assert.NotEqual(firstFiles, others);
        Assert.Equal(40, first.Outcomes.Values.Sum());
        Assert.Equal((1, 1), (first.Originals["pdf"], first.Originals["docx"]));
        Assert.True(first.AtEnd.ResidentBytes > first.AtEnd.HeapBytes);
    }

    [Fact]
    public async Task Run_FileThatEndsItsReader_IsCountedAndKept()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<CorpusFile> files = Originals(folder);
        MutationRun run = new(
            (request, _) => files.Any(file => file.Path == request.Path) ? Task.FromResult(Text()) : throw new DocumentReadException(DocumentReadError.ReaderCrashed, "Lost."),
            new MutationSettings(new CorpusSettings("", FilesAtOnce: 1), Count: 3, FailureFolder: folder.At("kept")));

        MutationFigures figures = await run.RunAsync(files, TestContext.Current.CancellationToken);

        Assert.Equal(3, Assert.Single(figures.Outcomes, outcome => outcome.Key == "ReaderCrashed").Value);
        Assert.Equal(3, Directory.GetFiles(folder.At("kept")).Length);
    }

    [Fact]
    public async Task Run_NoGoodFile_IsRefused()
    {
        MutationRun run = new((_, _) => Task.FromResult(Text()), new MutationSettings(new CorpusSettings("", FilesAtOnce: 1), Count: 3));

        await Assert.ThrowsAsync<ArgumentException>(() => run.RunAsync([], TestContext.Current.CancellationToken));
    }

    // The content of each file as it was read, in the order of the content.
    private static async Task<(MutationFigures Figures, List<string> Files)> RunAsync(IReadOnlyList<CorpusFile> files, int seed)
    {
        ConcurrentBag<string> read = [];
        Task<DocumentText> Read(ReadingRequest request, CancellationToken cancellationToken)
        {
            read.Add(Convert.ToHexString(File.ReadAllBytes(request.Path)));
            return Task.FromResult(Text());
        }

        MutationFigures figures = await new MutationRun(Read, new MutationSettings(new CorpusSettings("", FilesAtOnce: 3), Count: 40, Seed: seed)).RunAsync(files, TestContext.Current.CancellationToken);
        return (figures, [.. read.Order(StringComparer.Ordinal)]);
    }

    private static IReadOnlyList<CorpusFile> Originals(TemporaryFolder folder)
    {
        folder.Write("a.pdf", "%PDF-1.7 " + new string('y', 300));
        File.WriteAllBytes(folder.At("b.docx"), Packed());
        folder.Write("c.txt", "not mutated");
        return CorpusFile.Find(folder.At(""));
    }

    private static byte[] Packed()
    {
        MemoryStream packed = new();
        using (ZipArchive archive = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in new[] { "a.xml", "b.xml" })
            {
                using StreamWriter writer = new(archive.CreateEntry(name).Open());
                writer.Write(new string('x', 200));
            }
        }

        return packed.ToArray();
    }

    private static string Content(ZipArchiveEntry entry)
    {
        using StreamReader reader = new(entry.Open());
        return reader.ReadToEnd();
    }

    private static DocumentText Text() => new() { Text = "", Format = FileFormat.Pdf };
}
