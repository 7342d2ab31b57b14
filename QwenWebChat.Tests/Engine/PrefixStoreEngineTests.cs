using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Caching;

namespace QwenWebChat.Tests.Engine;

/// <summary>What was read once is read from disk the next time, and no bit of an answer tells.</summary>
[Slow]
public sealed class PrefixStoreEngineTests : IDisposable
{
    private const int DocumentTokens = 203;
    private const int WholeBlockTokens = 192;

    private readonly PrefixesOnDisk _disk = new();

    public static TheoryData<string, string> Formats => new()
    {
        { "untrained", "float32" }, { "untrained", "bfloat16" }, { "untrained", "int8" }, { "demo", "bfloat16" }, { "demo", "int8" }, { "tiny-awq", "bfloat16" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Answer_FromAnEarlierProcessesFile_IsTheSameToTheBit(string model, string format)
    {
        InferenceOptions options = OptionsOf(model, format);
        Answer expected = await AskAloneAsync(model, options, question: 2);
        await KeepAsync(model, options);

        PrefixStore store = await _disk.OpenAsync(pieceBytes: 1);
        using EngineRun run = await EngineRun.StartAsync(null, FolderOf(model), options, store);
        Answer answer = await AskAsync(run, question: 2);

        Assert.Equal((0, WholeBlockTokens), (expected.CachedTokens, answer.CachedTokens));
        Assert.Equal(expected.Ids, answer.Ids);
        Assert.Equal(expected.Logits, answer.Logits);
        Assert.Equal(WholeBlockTokens, run.Engine.Snapshot.RestoredTokens);
    }

    /// <summary>A block a step, and a request that is over before the second: the engine goes on for the file alone.</summary>
    [Fact]
    public async Task Keep_TheRequestIsOver_GoesOnToTheEnd()
    {
        InferenceOptions options = OptionsOf("untrained", "float32");
        PrefixStore store = await _disk.OpenAsync(pieceBytes: 1);
        using EngineRun run = await EngineRun.StartAsync(null, null, options, store);

        await AskAsync(run, question: 1, keep: DocumentTokens, maxTokens: 1);
        await PrefixesOnDisk.WaitForAsync(store, 1);

        Assert.Equal(0, run.Engine.ActiveRequestCount);
    }

    [Fact]
    public async Task Answer_WhatMemoryHolds_IsNotReadFromDisk()
    {
        PrefixStore store = await _disk.OpenAsync();
        using EngineRun run = await EngineRun.StartAsync(null, null, OptionsOf("untrained", "float32"), store);
        await AskAsync(run, question: 1, keep: DocumentTokens);
        await PrefixesOnDisk.WaitForAsync(store, 1);

        Assert.Equal(WholeBlockTokens, (await AskAsync(run, question: 2)).CachedTokens);
        Assert.Equal(0, run.Engine.Snapshot.RestoredTokens);
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public async Task Answer_AnotherTokenInTheMiddle_IsReadFromThere()
    {
        InferenceOptions options = OptionsOf("untrained", "float32");
        await KeepAsync("untrained", options);
        PrefixStore store = await _disk.OpenAsync();
        using EngineRun run = await EngineRun.StartAsync(null, null, options, store);
        int[] ids = PromptOf(question: 2);
        ids[100]++;

        Answer answer = await AskAsync(run, ids);

        Assert.Equal(96, answer.CachedTokens);
        Assert.Equal((await AskAloneAsync("untrained", options, ids)).Ids, answer.Ids);
    }

    [Fact]
    public async Task Answer_AnotherFormatOrOtherWeights_FindsNothing()
    {
        InferenceOptions options = OptionsOf("untrained", "bfloat16");
        await KeepAsync("untrained", options);
        PrefixStore store = await _disk.OpenAsync();
        using EngineRun run = await EngineRun.StartAsync(null, null, options with { KvCache = "int8" }, store);
        Assert.Equal(0, (await AskAsync(run, question: 2)).CachedTokens);

        using TemporaryModel other = new(UntrainedModel.Folder);
        other.ChangeWeights();
        await run.Engine.LoadAsync(other.Folder, options, null, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await AskAsync(run, question: 2)).CachedTokens);

        await run.Engine.LoadAsync(UntrainedModel.Folder, options, null, TestContext.Current.CancellationToken);
        Assert.Equal(WholeBlockTokens, (await AskAsync(run, question: 2)).CachedTokens);
    }

    /// <summary>The fifth block of twelve is damaged: four are used, the file goes, and the rest is computed.</summary>
    [Fact]
    public async Task Answer_FromADamagedFile_IsTheSame()
    {
        InferenceOptions options = OptionsOf("untrained", "float32");
        await KeepAsync("untrained", options);
        string path = Assert.Single(_disk.Files);
        byte[] bytes = File.ReadAllBytes(path);
        int blockBytes = (int)(BlocksBytes(path) / 12);
        bytes[^((8 * blockBytes) - 5)] ^= 4;
        File.WriteAllBytes(path, bytes);
        PrefixStore store = await _disk.OpenAsync(pieceBytes: 1);
        using EngineRun run = await EngineRun.StartAsync(null, null, options, store);

        Answer answer = await AskAsync(run, question: 2);

        Assert.Equal(64, answer.CachedTokens);
        Assert.Equal((await AskAloneAsync("untrained", options, question: 2)).Ids, answer.Ids);
        Assert.Empty(_disk.Files);
    }

    [Fact]
    public async Task Answer_ADiskThatFails_IsTheSame()
    {
        InferenceOptions options = OptionsOf("untrained", "float32");
        PrefixStore store = await _disk.OpenAsync();
        File.WriteAllText(_disk.Folder, "in the way");
        using EngineRun run = await EngineRun.StartAsync(null, null, options, store);

        Answer answer = await AskAsync(run, question: 2, keep: DocumentTokens);

        Assert.Equal((await AskAloneAsync("untrained", options, question: 2)).Ids, answer.Ids);
        Assert.Equal(0, store.Count);
        File.Delete(_disk.Folder);
    }

    /// <summary>The cache holds a third of what all of them need: blocks that were restored are lost again, and some come twice.</summary>
    [Fact]
    public async Task Answers_ManyFromOneFileInAFullCache_AreTheSame()
    {
        InferenceOptions options = OptionsOf("untrained", "float32");
        await KeepAsync("untrained", options);
        PrefixStore store = await _disk.OpenAsync(pieceBytes: 1);
        using EngineRun run = await EngineRun.StartAsync(new EngineOptions { ChunkTokens = 32 }, null, options with { CacheTokens = 640 }, store);

        int[] questions = [.. Enumerable.Range(1, 8)];
        Answer[] answers = await Task.WhenAll(questions.Select(question => AskAsync(run, question, maxTokens: 60)));

        for (int i = 0; i < questions.Length; i++)
        {
            Assert.Equal((await AskAloneAsync("untrained", options, questions[i], maxTokens: 60)).Ids, answers[i].Ids);
        }

        Assert.True(run.Engine.Snapshot.RestoredTokens >= WholeBlockTokens);
        Assert.Equal(0, run.Engine.Snapshot.UsedTokens);
    }

    [Fact]
    public async Task Keep_NotAskedForOrForgotten_LeavesNothing()
    {
        PrefixStore store = await _disk.OpenAsync();
        using EngineRun run = await EngineRun.StartAsync(null, null, OptionsOf("untrained", "float32"), store);
        await AskAsync(run, question: 1);
        store.Forget("document");
        await AskAsync(run, question: 1, keep: DocumentTokens);
        await AskAsync(run, question: 1, keep: 15);
        await AskAsync(run, PromptOf(question: 1), keep: 16, tag: "another");
        await PrefixesOnDisk.WaitForAsync(store, 1);

        Assert.Single(_disk.Files);
        Assert.Equal(["another"], await store.ListTagsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Submit_MoreToKeepThanThereIs_IsRefused()
    {
        using EngineRun run = await EngineRun.StartAsync();

        string message = Assert.Throws<ArgumentException>(() => run.Engine.Submit(run.Request() with { KeepPrefixTokens = 4 })).Message;

        Assert.Equal("KeepPrefixTokens is 4; it must be 0 to the prompt's 3 tokens.", message);
    }

    public void Dispose() => _disk.Dispose();

    private async Task KeepAsync(string model, InferenceOptions options)
    {
        using PrefixStore store = await _disk.OpenAsync();
        using EngineRun run = await EngineRun.StartAsync(null, FolderOf(model), options, store);
        await AskAsync(run, question: 1, keep: DocumentTokens);
        await PrefixesOnDisk.WaitForAsync(store, 1);
    }

    private static string FolderOf(string model) => model switch
    {
        "untrained" => UntrainedModel.Folder,
        "demo" => Path.Combine(AppContext.BaseDirectory, "models", "QwenWebChat-Demo-5M"),
        _ => SharedFixtures.Require(model),
    };

    private static InferenceOptions OptionsOf(string model, string format) =>
        new() { Device = "cpu", DType = model == "untrained" ? "float32" : "auto", KvCache = format, ThreadCount = 1 };

    // Blocks follow the head without a gap, up to the end.
    private static long BlocksBytes(string path)
    {
        using PrefixFile file = PrefixFile.Open(path);
        return (long)file.BlockCount * file.Prefix.Identity.BlockBytes;
    }

    private static int[] PromptOf(int question) =>
        [.. Enumerable.Range(0, DocumentTokens).Select(i => ((i * 31) + (i / 16)) % 250), .. Enumerable.Range(0, 9 + question).Select(i => (i * question * 7) % 250)];

    private static Task<Answer> AskAloneAsync(string model, InferenceOptions options, int question, int maxTokens = 20) =>
        AskAloneAsync(model, options, PromptOf(question), maxTokens);

    private static async Task<Answer> AskAloneAsync(string model, InferenceOptions options, int[] ids, int maxTokens = 20)
    {
        using EngineRun run = await EngineRun.StartAsync(null, FolderOf(model), options);
        return await AskAsync(run, ids, maxTokens: maxTokens);
    }

    private static Task<Answer> AskAsync(EngineRun run, int question, int keep = 0, int maxTokens = 20) => AskAsync(run, PromptOf(question), keep, maxTokens: maxTokens);

    private static async Task<Answer> AskAsync(EngineRun run, int[] ids, int keep = 0, string tag = "document", int maxTokens = 20)
    {
        List<GenerationUpdate> updates = await run.AskAsync(run.Request(maxTokens) with
        {
            PromptIds = ids,
            KeepPrefixTokens = keep,
            PrefixTags = [tag],
            TopLogitCount = 50,
        });
        return new Answer(
            [.. updates.OfType<GenerationUpdate.Token>().Select(token => token.Id)],
            [.. updates.OfType<GenerationUpdate.PromptLogits>().Single().Largest],
            updates.OfType<GenerationUpdate.Finished>().Single().Record.CachedTokens);
    }

    private sealed record Answer(int[] Ids, TokenLogit[] Logits, int CachedTokens);

    /// <summary>A copy of a model folder.</summary>
    private sealed class TemporaryModel : IDisposable
    {
        public TemporaryModel(string folder)
        {
            foreach (string file in Directory.GetFiles(folder))
            {
                string copy = Path.Combine(Folder, Path.GetFileName(file));
                File.Copy(file, copy);
                File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(file));
            }
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("qwenwebchat-tests-").FullName;

        /// <summary>Changes one weight, but neither size nor time of the file.</summary>
        public void ChangeWeights()
        {
            string path = Path.Combine(Folder, "model.safetensors");
            DateTime time = File.GetLastWriteTimeUtc(path);
            using (FileStream file = new(path, FileMode.Open))
            {
                file.Position = file.Length / 64 * 50;
                int value = file.ReadByte();
                file.Position--;
                file.WriteByte((byte)(value ^ 1));
            }

            File.SetLastWriteTimeUtc(path, time);
        }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
