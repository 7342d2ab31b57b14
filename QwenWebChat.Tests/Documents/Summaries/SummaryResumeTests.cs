using System.Collections.Concurrent;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Documents.Summaries;

/// <summary>Runs that end early, and go on.</summary>
public sealed class SummaryResumeTests
{
    private const int Context = 8192;

    private readonly DocumentText _document = SampleDocument.Long(out _);
    private readonly ConcurrentBag<string> _finished = [];

    [Fact]
    public async Task ResumeAsync_AfterAKill_ReadsNoFinishedSectionTwice()
    {
        using TestSummaries summaries = new(_document, new SummaryEngine(Context));
        Guid id = await BreakOffAsync(summaries, async desk =>
        {
            desk.Dispose();
            await Task.CompletedTask;
        });
        SummaryView before = await summaries.OpenAsync(id);
        Guid[] finished = [.. before.Sections.Where(section => section.State == SummaryState.Finished).Select(section => section.Id)];
        HashSet<string> read = [.. _finished];
        // As a process that died leaves it.
        await summaries.Store.SetStateAsync(id, SummaryState.Running);
        await summaries.RestartAsync();
        Assert.Equal(SummaryState.Stopped, (await summaries.OpenAsync(id)).Summary.State);

        SummaryProgress end = await summaries.ResumeAsync(id);

        Assert.NotEmpty(finished);
        Assert.Equal(finished.Length, read.Count);
        Assert.Equal(SummaryState.Finished, end.State);
        Assert.True(end.Coverage!.IsComplete);
        Assert.All(read, prompt => Assert.Single(summaries.Engine.Prompts, prompt));
        SummaryView view = await summaries.OpenAsync(id);
        Assert.All(before.Sections.Where(section => finished.Contains(section.Id)), section => Assert.Equal(section.Text, view.Sections.Single(same => same.Id == section.Id).Text));
        Assert.Equal(40, view.Citations.Count);
        Assert.Equal(view.SectionCitations.Count, view.SectionCitations.Select(citation => citation.Number).Distinct().Count());
    }

    [Fact]
    public async Task StopAsync_Running_KeepsWhatIsFinished()
    {
        using TestSummaries summaries = new(_document, new SummaryEngine(Context));

        Guid id = await BreakOffAsync(summaries, async desk => Assert.True(await desk.StopAsync(TestSummaries.Owner, await RunningAsync(summaries))));

        SummaryView view = await summaries.OpenAsync(id);
        Assert.Equal(SummaryState.Stopped, view.Summary.State);
        Assert.Equal(_finished.Count, view.Sections.Count(section => section.State == SummaryState.Finished));
        Assert.All(view.Sections, section => Assert.True(section.State is SummaryState.Finished or SummaryState.Waiting));
        SummaryCoverage coverage = (await summaries.Desk.CoverageAsync(TestSummaries.Owner, id, TestSummaries.Cancellation))!;
        Assert.False(coverage.IsComplete);
        Assert.False(await summaries.Desk.StopAsync(TestSummaries.Owner, id));
        Assert.Equal(SummaryState.Finished, (await summaries.ResumeAsync(id)).State);
        Assert.False(await summaries.Desk.ResumeAsync(TestSummaries.Owner, id, cancellationToken: TestSummaries.Cancellation));
    }

    [Fact]
    public async Task StopAsync_TheHostWaitsNoLonger_EndsWithoutAnException()
    {
        using TestSummaries summaries = new(_document, new SummaryEngine(Context));
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        summaries.Engine.Before = (_, _) =>
        {
            begun.TrySetResult();
            return go.Task;
        };
        Task<SummaryProgress> ended = summaries.EndAsync();
        await summaries.Desk.BeginAsync(TestSummaries.Owner, summaries.DocumentId, new SummaryOptions(), cancellationToken: TestSummaries.Cancellation);
        await begun.Task.WaitAsync(TestSummaries.Cancellation);

        await summaries.Desk.StopAsync(new CancellationToken(canceled: true));

        Assert.False(ended.IsCompleted);
        go.SetResult();
        Assert.Equal(SummaryState.Stopped, (await ended).State);
    }

    [Fact]
    public async Task ResumeAsync_BrokenOffInAMerge_MergesAgain()
    {
        using TestSummaries summaries = new(_document, new SummaryEngine(Context));
        summaries.Engine.Before = (prompt, _) => SummaryEngine.IsLeaf(prompt) ? Task.CompletedTask : throw new IOException("gone");

        SummaryProgress failed = await summaries.SummarizeAsync();

        Assert.Equal((SummaryState.Failed, SummaryFailureKind.SectionFailed), (failed.State, failed.Failure!.Kind));
        Assert.All(failed.Failure.Missing, section => Assert.Equal(1, section.Level));
        int count = summaries.Engine.Prompts.Count(SummaryEngine.IsLeaf);
        summaries.Engine.Before = (_, _) => Task.CompletedTask;
        SummaryProgress end = await summaries.ResumeAsync(failed.Id);
        Assert.Equal((SummaryState.Finished, count), (end.State, summaries.Engine.Prompts.Count(SummaryEngine.IsLeaf)));
        Assert.Single((await summaries.OpenAsync(failed.Id)).Sections, section => section.ParentId is null);
    }

    [Fact]
    public async Task BeginAsync_SectionFailsTwice_NamesItAndKeepsTheOthers()
    {
        using TestSummaries summaries = new(_document, new SummaryEngine(Context));
        summaries.Engine.Before = (prompt, _) => IsThird(prompt) ? throw new IOException("broken") : Task.CompletedTask;

        SummaryProgress failed = await summaries.SummarizeAsync();

        SummarySection missing = Assert.Single(failed.Failure!.Missing);
        Assert.Equal((SummaryFailureKind.SectionFailed, "Chapter 2", 21), (failed.Failure.Kind, missing.Title, missing.FirstPage));
        Assert.Equal(19, failed.FinishedLeafCount);
        Assert.Equal(2, summaries.Engine.Prompts.Count(IsThird));
        Assert.Equal(failed, summaries.Desk.Find(TestSummaries.Owner, failed.Id));
        Assert.Equal([missing.FirstPage], failed.Coverage!.LeftOut.Select(stretch => stretch.FirstPage));
        summaries.Engine.Before = (_, _) => Task.CompletedTask;
        Assert.Equal(SummaryState.Finished, (await summaries.ResumeAsync(failed.Id)).State);
        Assert.Equal(22, summaries.Engine.Prompts.Count(SummaryEngine.IsLeaf));
    }

    [Fact]
    public async Task BeginAsync_SectionFailsOnce_IsWrittenAgain()
    {
        int failures = 0;
        using TestSummaries summaries = new(_document, new SummaryEngine(Context));
        summaries.Engine.Before = (prompt, _) => IsThird(prompt) && Interlocked.Increment(ref failures) == 1 ? throw new IOException("broken") : Task.CompletedTask;

        SummaryProgress end = await summaries.SummarizeAsync();

        Assert.Equal((SummaryState.Finished, 21), (end.State, summaries.Engine.Prompts.Count(SummaryEngine.IsLeaf)));
    }

    [Fact]
    public async Task BeginAsync_EngineIsBusy_AsksAgainWhenItSaid()
    {
        int refusals = 0;
        TaskCompletionSource refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using TestSummaries summaries = new(_document, new SummaryEngine(Context));
        summaries.Engine.Before = (_, _) =>
        {
            if (Interlocked.Increment(ref refusals) > 6)
            {
                return Task.CompletedTask;
            }

            refused.TrySetResult();
            throw new EngineUnavailableException("The queue is full.", TimeSpan.FromSeconds(7));
        };
        Task<SummaryProgress> ended = summaries.EndAsync();
        await summaries.Desk.BeginAsync(TestSummaries.Owner, summaries.DocumentId, new SummaryOptions(), cancellationToken: TestSummaries.Cancellation);
        await refused.Task.WaitAsync(WaitLimit.Value, TestSummaries.Cancellation);

        while (!ended.IsCompleted)
        {
            summaries.Database.Time.Advance(TimeSpan.FromSeconds(7));
            await Task.Yield();
        }

        Assert.Equal(SummaryState.Finished, (await ended).State);
        Assert.Equal(26, summaries.Engine.Prompts.Count(SummaryEngine.IsLeaf));
    }

    [Fact]
    public async Task BeginAsync_ModelUnloadedInBetween_StopsAtOnceAndCanBeResumed()
    {
        using TestSummaries summaries = new(_document, new SummaryEngine(Context));
        summaries.Engine.Before = (prompt, _) => IsThird(prompt) ? throw new EngineUnavailableException("No model is loaded.") : Task.CompletedTask;

        SummaryProgress failed = await summaries.SummarizeAsync();

        Assert.Equal(SummaryFailureKind.NoModel, failed.Failure!.Kind);
        summaries.Engine.Before = (_, _) => Task.CompletedTask;
        Assert.Equal(SummaryState.Finished, (await summaries.ResumeAsync(failed.Id)).State);
    }

    [Fact]
    public async Task BeginAsync_QuotaUsedInBetween_PausesWithTheReasonAndCanBeResumed()
    {
        QuotaRefusal used = new(QuotaLimit.TokensPerDay, QuotaScope.Account, 1_000, 990) { Needed = 500, RetryAfter = TimeSpan.FromHours(5) };
        using TestSummaries summaries = new(_document, new SummaryEngine(Context));
        summaries.Engine.Before = (prompt, _) => IsThird(prompt) ? throw new QuotaExceededException(used) : Task.CompletedTask;

        SummaryProgress paused = await summaries.SummarizeAsync();

        Assert.Equal((SummaryFailureKind.QuotaExceeded, used), (paused.Failure!.Kind, paused.Failure.Quota));
        summaries.Engine.Before = (_, _) => Task.CompletedTask;
        Assert.Equal(SummaryState.Finished, (await summaries.ResumeAsync(paused.Id)).State);
    }

    /// <summary>The limit of a minute and that of requests at once end soon: the summary waits.</summary>
    [Theory]
    [InlineData(QuotaLimit.RequestsPerMinute, 20)]
    [InlineData(QuotaLimit.RequestsAtOnce, null)]
    public async Task BeginAsync_LimitOfRequests_WaitsAndFinishes(QuotaLimit limit, int? seconds)
    {
        QuotaRefusal soon = new(limit, QuotaScope.Account, 2, 2) { RetryAfter = seconds is { } wait ? TimeSpan.FromSeconds(wait) : null };
        int refusals = 0;
        TaskCompletionSource refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using TestSummaries summaries = new(_document, new SummaryEngine(Context));
        summaries.Engine.Before = (_, _) =>
        {
            if (Interlocked.Increment(ref refusals) > 6)
            {
                return Task.CompletedTask;
            }

            refused.TrySetResult();
            throw new QuotaExceededException(soon);
        };
        Task<SummaryProgress> ended = summaries.EndAsync();
        await summaries.Desk.BeginAsync(TestSummaries.Owner, summaries.DocumentId, new SummaryOptions(), cancellationToken: TestSummaries.Cancellation);
        await refused.Task.WaitAsync(WaitLimit.Value, TestSummaries.Cancellation);

        while (!ended.IsCompleted)
        {
            summaries.Database.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(SummaryState.Finished, (await ended).State);
    }

    [Fact]
    public async Task ResumeAsync_ModelHoldsLess_RefusesWithBothFigures()
    {
        using TestSummaries summaries = new(_document, new SummaryEngine(Context));
        Guid id = await BreakOffAsync(summaries, async desk => Assert.True(await desk.StopAsync(TestSummaries.Owner, await RunningAsync(summaries))));
        int finished = (await summaries.OpenAsync(id)).Sections.Count(section => section.State == SummaryState.Finished);
        int asked = summaries.Engine.Prompts.Count;
        summaries.Engine.Counter = new WordCounter(4096);

        SummaryProgress failed = await summaries.ResumeAsync(id);

        Assert.Equal((SummaryFailureKind.ContextTooShort, 4096), (failed.Failure!.Kind, failed.Failure.ContextTokens));
        Assert.InRange(failed.Failure.NeededTokens, 5500, 6000);
        Assert.Equal(20 - finished, failed.Failure.Missing.Count);
        Assert.Equal(asked, summaries.Engine.Prompts.Count);
        Assert.Equal(finished, (await summaries.OpenAsync(id)).Sections.Count(section => section.State == SummaryState.Finished));
    }

    // Lets a few leaves through, and ends the run while others are being read.
    private async Task<Guid> BreakOffAsync(TestSummaries summaries, Func<SummaryDesk, Task> end)
    {
        int begun = 0;
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        summaries.Engine.Before = async (prompt, cancellation) =>
        {
            int number = Interlocked.Increment(ref begun);
            if (number <= 7)
            {
                _finished.Add(prompt);
                return;
            }

            // All four are held: seven are finished, and kept.
            if (number == 7 + SummaryRun.Concurrency)
            {
                held.TrySetResult();
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        };
        Task<SummaryProgress> ended = summaries.EndAsync();
        Guid id = (await summaries.Desk.BeginAsync(TestSummaries.Owner, summaries.DocumentId, new SummaryOptions(), cancellationToken: TestSummaries.Cancellation))!.Value;
        await held.Task.WaitAsync(WaitLimit.Value, TestSummaries.Cancellation);
        await end(summaries.Desk);
        await ended;
        summaries.Engine.Before = (_, _) => Task.CompletedTask;
        return id;
    }

    private static async Task<Guid> RunningAsync(TestSummaries summaries) =>
        (await summaries.Store.ListAsync(TestSummaries.Owner, summaries.DocumentId, TestSummaries.Cancellation))[0].Id;

    private static bool IsThird(string prompt) => prompt.Contains("part=\"3 of 20\"", StringComparison.Ordinal);
}
