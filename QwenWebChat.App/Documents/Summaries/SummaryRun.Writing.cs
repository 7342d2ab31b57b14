using System.Collections.Concurrent;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries.Writing;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <content>Writes and merges the sections.</content>
internal sealed partial class SummaryRun
{
    // Errors that would occur for all other sections too.
    private static bool IsFatal(Exception exception) => exception is SummaryException { Failure.Kind: SummaryFailureKind.NoModel or SummaryFailureKind.DocumentChanged or SummaryFailureKind.QuotaExceeded };

    /// <summary>Writes the sections, several at a time. If some fail, the others are still written, and stored for resuming.</summary>
    private async Task WriteAllAsync(List<RunningSection> sections, CancellationToken cancellationToken)
    {
        ConcurrentQueue<Exception> failures = new();
        using CancellationTokenSource fatal = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = fatal.Token };
            await Parallel.ForEachAsync(sections, options, async (section, token) =>
            {
                try
                {
                    await WriteWithRetryAsync(section, token).ConfigureAwait(false);
                }
                catch (Exception exception) when (!token.IsCancellationRequested)
                {
                    section.End(SummaryState.Failed);
                    failures.Enqueue(exception);
                    await _services.Store.SetSectionStateAsync(section.Row.Id, SummaryState.Failed).ConfigureAwait(false);
                    await (IsFatal(exception) ? fatal.CancelAsync() : Task.CompletedTask).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }
        catch (Exception) when (fatal.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The reason is among the failures.
        }

        if (failures.FirstOrDefault(IsFatal) is { } reason || failures.TryPeek(out reason))
        {
            throw reason as SummaryException ?? new SummaryException(SummaryFailureKind.SectionFailed, reason);
        }
    }

    private async Task WriteWithRetryAsync(RunningSection section, CancellationToken cancellationToken)
    {
        section.Begin();
        await _services.Store.SetSectionStateAsync(section.Row.Id, SummaryState.Running).ConfigureAwait(false);
        try
        {
            await WriteAsync(section, isSecond: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && !IsFatal(exception) && exception is not SummaryException { Failure.Kind: SummaryFailureKind.ContextTooShort })
        {
            LogSectionFailed(exception, _id);
            section.Begin();
            await WriteAsync(section, isSecond: true, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(RunningSection section, bool isSecond, CancellationToken cancellationToken)
    {
        SectionPrompt prompt = PromptOf(section.Row);
        string written = IsWhole(section.Row)
            ? await WriteWholeAsync(section, prompt, isSecond, cancellationToken).ConfigureAwait(false)
            : await _writer.WriteAsync(prompt, isSecond, section, cancellationToken).ConfigureAwait(false);
        CitedText cited = section.Row.Level == 0 ? ToNumbered(written, section.Row) : ToMerged(written);
        if (cited.Markdown.Length == 0)
        {
            throw new SummaryException(SummaryFailureKind.SectionFailed);
        }

        DateTimeOffset now = _services.Time.GetUtcNow();
        if (!await _services.Store.FinishSectionAsync(section.Row.Id, cited.Markdown, [.. cited.Citations.Select(citation => StoredCitation.Of(citation, _id, _documentId, now))]).ConfigureAwait(false))
        {
            throw new SummaryException(SummaryFailureKind.DocumentChanged);
        }

        _board.AddCitations(cited.Citations.Select(citation => citation.Number));
        section.Finish(cited.Markdown);
    }

    // The text of the whole is shown, and stored every second, while it is written.
    private async Task<string> WriteWholeAsync(RunningSection section, SectionPrompt prompt, bool isSecond, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(SaveInterval, _services.Time);
        Task saving = SaveWhileWritingAsync(section, timer);
        _board.SetWhole(section);
        try
        {
            return await _writer.WriteAsync(prompt, isSecond, section, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            timer.Dispose();
            await saving.ConfigureAwait(false);
        }
    }

    private async Task SaveWhileWritingAsync(RunningSection section, PeriodicTimer timer)
    {
        string stored = "";
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            string text = CitationMarks.Settled(Quotations.Hide(section.Text));
            if (text != stored)
            {
                await _services.Store.SetTextAsync(_id, text).ConfigureAwait(false);
                stored = text;
            }
        }
    }

    private async Task MergeAllAsync(CancellationToken cancellationToken)
    {
        List<RunningSection> roots = Roots();
        while (roots.Count > 1)
        {
            List<RunningSection> merges = await GroupAsync(roots).ConfigureAwait(false);
            await WriteAllAsync(merges, cancellationToken).ConfigureAwait(false);
            roots = Roots();
        }

        string text = roots[0].Row.Text;
        await _services.Store.SetTextAsync(_id, text).ConfigureAwait(false);
        _board.SetText(text);
    }

    // Groups neighbouring sections under merges; a section that fits with none waits for the next round.
    private async Task<List<RunningSection>> GroupAsync(List<RunningSection> roots)
    {
        Func<string, int> count = SummaryBudget.Counting(_writer.Counter);
        List<int> tokens = [.. roots.Select(root => count(SummaryPrompts.PartOf(root.Row)))];
        List<SummarySection> merges = [];
        int from = 0;
        foreach (int size in EvenGroups.Of(tokens, _budget.MergeTokens))
        {
            if (size > 1)
            {
                List<RunningSection> group = roots.GetRange(from, size);
                merges.Add(ToMerge(group, merges, tokens.GetRange(from, size).Sum()));
                group.ForEach(section => section.MoveUnder(merges[^1].Id));
            }

            from += size;
        }

        if (merges.Count == 0)
        {
            throw new SummaryException(new SummaryFailure(SummaryFailureKind.ContextTooShort, tokens[0] + tokens[1] + _budget.ContextTokens - _budget.MergeTokens, _budget.ContextTokens));
        }

        await _services.Store.AddMergesAsync(merges, [.. roots.Select(root => root.Row).Where(row => row.ParentId is not null)]).ConfigureAwait(false);
        List<RunningSection> added = [.. merges.Select(row => ToRunning(row))];
        _board.Add(added);
        _notices.Request();
        return added;
    }

    private SummarySection ToMerge(List<RunningSection> group, List<SummarySection> others, int tokens)
    {
        (SummarySection first, SummarySection last) = (group[0].Row, group[^1].Row);
        int level = group.Max(section => section.Row.Level) + 1;
        return new SummarySection
        {
            Id = Guid.CreateVersion7(_services.Time.GetUtcNow()),
            SummaryId = _id,
            Level = level,
            Place = 1 + _board.Sections.Select(section => section.Row).Concat(others).Where(row => row.Level == level).Select(row => row.Place).DefaultIfEmpty(-1).Max(),
            Title = first.Title == last.Title ? first.Title : $"{first.Title} – {last.Title}".Trim(' ', '–'),
            Start = first.Start,
            Length = last.End - first.Start,
            FirstPage = first.FirstPage,
            LastPage = last.LastPage,
            TokenCount = tokens,
        };
    }

    private List<RunningSection> Roots() => [.. _board.Sections.Where(section => section.Row.ParentId is null).OrderBy(section => section.Row.Start)];

    // The only section without a parent, whose text is the summary's.
    private bool IsWhole(SummarySection row) => row.ParentId is null && Roots().Count == 1;

    private string? Gaps => ReadingGaps.Of(_document).ForModel();

    private SectionPrompt PromptOf(SummarySection row)
    {
        List<RunningSection> sections = [.. _board.Sections];
        if (row.Level == 0)
        {
            string text = _document.Text.Substring(row.Start, row.Length).Trim();
            int leafCount = sections.Count(section => section.Row.Level == 0);
            return leafCount == 1
                ? new SectionPrompt(SummaryPrompts.Whole(_options, text, Gaps), _budget.FinalAnswer)
                : new SectionPrompt(SummaryPrompts.Leaf(_options, row, text, leafCount, _budget.SectionWords), _budget.SectionAnswer);
        }

        List<SummarySection> parts = [.. sections.Where(section => section.Row.ParentId == row.Id).OrderBy(section => section.Row.Start).Select((section, place) => section.Row with { Place = place })];
        return IsWhole(row)
            ? new SectionPrompt(SummaryPrompts.Final(_options, parts, Gaps), _budget.FinalAnswer)
            : new SectionPrompt(SummaryPrompts.Merge(_options, parts, _budget.SectionWords), _budget.SectionAnswer);
    }

    private CitedText ToMerged(string written) => new(CitationMarks.KeepKnown(written, _board.CopyCitations()), []);

    // Numbers are assigned when a leaf is finished: each is unique in the summary, and none is reused after resuming.
    private CitedText ToNumbered(string written, SummarySection row)
    {
        CitedText cited = CitedText.OfSection(written, _search, (row.Start, row.Length));
        lock (_gate)
        {
            cited = cited.NumberedFrom(_nextNumber);
            _nextNumber += cited.Citations.Count;
        }

        return cited;
    }
}
