using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Engine;

/// <summary>Steps that the device has no memory for.</summary>
[Slow]
public sealed class DeviceMemoryTests
{
    private const string LibtorchMessage = "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has 1.00 GiB free.\nException raised from malloc at CUDACachingAllocator.cpp:1000";

    private static readonly EngineOptions Chunks = new() { ChunkTokens = 256, MaxDraftTokens = 0 };

    /// <summary>Keys and values may be written already, or not.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Prompt_StepTooLarge_IsReadInSmallerOnesToTheSameAnswer(bool runsFirst)
    {
        ConcurrentQueue<int> tokens = [];
        using EngineRun whole = await EngineRun.StartAsync(Chunks);
        string expected = await AskAsync(whole, promptTokens: 600);
        using EngineRun run = await StartAsync(Chunks, runsFirst, batch =>
        {
            tokens.Enqueue(batch.Ids.Length);
            return batch.Ids.Length > 100;
        });

        Assert.Equal(expected, await AskAsync(run, promptTokens: 600));
        Assert.Equal([256, 128, 64, 64], tokens.Take(4));
        // Ten of the prompt, nineteen of the answer: what came to nothing does not count.
        Assert.Equal((29, 619), ((int)run.Engine.Snapshot.StepCount, (int)run.Engine.Snapshot.ComputedTokens));
    }

    /// <summary>Memory comes and goes while many are under way; nobody notices.</summary>
    [Fact]
    public async Task Answers_MemoryShortNowAndThen_AreAllAsWithoutIt()
    {
        using EngineRun whole = await EngineRun.StartAsync(Chunks);
        string[] expected = await AskAllAsync(whole, [.. Enumerable.Repeat(RequestPriority.Interactive, 6)], promptTokens: 100);
        int failures = 0;
        using EngineRun run = await StartAsync(Chunks, runsFirst: true, batch =>
        {
            bool fails = batch.Ids.Length > 16 + batch.Runs.Count && batch.Ids.Length % 3 != 0;
            failures += fails ? 1 : 0;
            return fails;
        });

        Assert.Equal(expected, await AskAllAsync(run, [.. Enumerable.Repeat(RequestPriority.Interactive, 6)], promptTokens: 100));
        Assert.True(failures > 2, $"only {failures} steps failed");
    }

    /// <summary>Three fit, a fourth does not: the newest of the lowest class goes, and the others never know.</summary>
    [Theory]
    [InlineData(3, new[] { RequestPriority.Interactive, RequestPriority.Interactive, RequestPriority.Interactive, RequestPriority.Interactive })]
    [InlineData(1, new[] { RequestPriority.Interactive, RequestPriority.Background, RequestPriority.Interactive, RequestPriority.Document })]
    public async Task Requests_OneMoreThanFits_OnlyThatOneFails(int victim, RequestPriority[] priorities)
    {
        using EngineRun whole = await EngineRun.StartAsync();
        string[] expected = await AskAllAsync(whole, priorities);
        using EngineRun run = await StartAsync(new EngineOptions(), runsFirst: false, batch => batch.Runs.Count > 3);

        string[] answers = await AskAllAsync(run, priorities);

        // All four may have come before the first step, or not: the step's tokens differ.
        Assert.Matches(
            @"^The device has too little memory for 4 requests at a time, \d+ tokens a step: CUDA out of memory\. Tried to allocate 2\.00 GiB\. GPU 0 has 1\.00 GiB free\. "
            + "Lower Engine:MaxRunningRequests, or Inference:CacheTokens or Inference:MemoryShare, so that more is left for a step\\.$",
            answers[victim]);
        answers[victim] = expected[victim];
        Assert.Equal(expected, answers);
        Assert.Equal(0, run.Engine.ActiveRequestCount);

        // Its blocks are free: the finish is told before the step's snapshot, so another two requests make sure.
        await AskAsync(run, 3);
        await AskAsync(run, 3);
        Assert.InRange(run.Engine.Snapshot.UsedTokens, 0, 32);
    }

    /// <summary>What libtorch itself throws where an allocation fails; other errors are not taken for it.</summary>
    [Fact]
    public async Task Request_LibtorchCannotAllocate_FailsWithWhatItAskedFor()
    {
        using EngineRun run = await EngineRun.StartAsync(options: EngineRun.Options with
        {
            Wrap = model => new WrappedModel(model, (_, _) =>
            {
                TorchSharp.torch.empty(1L << 50).Dispose();
                throw new InvalidOperationException("There is a petabyte.");
            }),
        });

        DeviceMemoryException error = await Assert.ThrowsAsync<DeviceMemoryException>(() => AskAsync(run, 3));

        Assert.Contains("allocate", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(DeviceMemoryException.IsMeant(new LibtorchException("The size of tensor a (3) must match the size of tensor b (4)")));
    }

    private static Task<EngineRun> StartAsync(EngineOptions engine, bool runsFirst, Func<Batch, bool> isTooLarge) => EngineRun.StartAsync(engine, options: EngineRun.Options with
    {
        Wrap = model => new WrappedModel(model, (inner, batch) =>
        {
            bool fails = isTooLarge(batch);
            IStepLogits? logits = fails && !runsFirst ? null : inner.Forward(batch);
            return fails ? throw new LibtorchException(LibtorchMessage) : logits!;
        }),
    });

    private static async Task<string> AskAsync(EngineRun run, int promptTokens) =>
        EngineRun.Text(await run.AskAsync(run.Request(maxTokens: 20) with { PromptIds = [.. Enumerable.Range(0, promptTokens).Select(i => i * 7 % 300)] }));

    /// <returns>Each request's text, or the message of what ended it.</returns>
    private static async Task<string[]> AskAllAsync(EngineRun run, RequestPriority[] priorities, int promptTokens = 3)
    {
        GenerationStream[] streams = [.. priorities.Select((priority, index) => run.Engine.Submit(run.Request() with
        {
            PromptIds = [.. Enumerable.Range(0, promptTokens).Select(i => (index + (i * 7)) % 300)],
            Priority = priority,
            Sampling = new SamplingParams { Temperature = index % 2, TopK = 40, Seed = (ulong)index, MaxTokens = 200, IgnoreEndTokens = true },
        }))];
        string[] answers = new string[streams.Length];
        for (int i = 0; i < streams.Length; i++)
        {
            try
            {
                answers[i] = EngineRun.Text(await EngineRun.ReadAsync(streams[i]));
            }
            catch (DeviceMemoryException exception)
            {
                answers[i] = exception.Message;
            }
        }

        return answers;
    }

    // libtorch's errors come as the base type itself, which nobody else may throw.
    private sealed class LibtorchException(string message) : ExternalException(message);
}
