using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries.Writing;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>
/// Writes a summary: all unfinished leaves, several at a time, then merges of neighbours until one is left. Each finished
/// section is stored immediately, so that a run which ends early loses only the sections in progress.
/// </summary>
internal sealed partial class SummaryRun : IDisposable
{
    /// <summary>The number of sections written at the same time: as many as an engine handles well beside its chats.</summary>
    public const int Concurrency = 4;

    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NoticeInterval = TimeSpan.FromMilliseconds(200);

    private readonly Guid _id;
    private readonly Guid _ownerId;
    private readonly Guid _documentId;
    private readonly SummaryServices _services;
    private readonly ILogger _logger;
    private readonly SectionWriter _writer;
    private readonly SummaryBoard _board;
    private readonly FramePacer _notices;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private bool _isDisposed;
    private int _nextNumber = 1;
    private SummaryOptions _options = new();
    private SummaryBudget _budget = null!;
    private DocumentText _document = null!;
    private CitationSearch _search = null!;

    /// <param name="key">The API key that is charged beside the owner; empty for none.</param>
    public SummaryRun(Guid ownerId, string key, Summary summary, SummaryServices services)
    {
        (_id, _ownerId, _documentId) = (summary.Id, ownerId, summary.DocumentId);
        _services = services;
        _logger = services.Logger;
        _writer = new SectionWriter(services.Client, services.Time, new RequestOwner(ownerId.ToString(), $"{summary.Id:N}", key));
        _board = new SummaryBoard(summary.Id, summary.DocumentId, services.Time);
        _notices = new FramePacer(services.Time, () => Changed?.Invoke(this), NoticeInterval);
    }

    /// <summary>Raised at most five times a second, and at the end, on any thread.</summary>
    public event Action<SummaryRun>? Changed;

    public Guid OwnerId => _ownerId;

    public Guid Id => _id;

    public SummaryProgress Progress => _board.Snapshot();

    /// <summary>Completes at the end of the run, and never fails; <see cref="Progress"/> has the result.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Begin() => Completion = Task.Run(RunAsync);

    /// <summary>Requests the end without waiting: finished sections are stored, and the run can be resumed.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _ = _isDisposed ? Task.CompletedTask : _stop.CancelAsync();
        }
    }

    /// <summary>Releases the resources; only after the run has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        _notices.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        SummaryState end = SummaryState.Failed;
        SummaryFailure failure = new(SummaryFailureKind.Failed);
        try
        {
            await OpenAsync(_stop.Token).ConfigureAwait(false);
            await WriteAllAsync(Pending(), _stop.Token).ConfigureAwait(false);
            await MergeAllAsync(_stop.Token).ConfigureAwait(false);
            end = SummaryState.Finished;
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            end = SummaryState.Stopped;
        }
        catch (SummaryException exception)
        {
            LogInterrupted(exception, _id);
            failure = exception.Failure with { Missing = Missing() };
        }
        catch (Exception exception)
        {
            LogInterrupted(exception, _id);
            failure = failure with { Missing = Missing() };
        }

        await EndAsync(end, end == SummaryState.Failed ? failure : null).ConfigureAwait(false);
    }

    private async Task EndAsync(SummaryState end, SummaryFailure? failure)
    {
        try
        {
            foreach (RunningSection section in _board.Sections.Where(section => section.Row.State == SummaryState.Running))
            {
                section.End(SummaryState.Waiting);
                await _services.Store.SetSectionStateAsync(section.Row.Id, SummaryState.Waiting).ConfigureAwait(false);
            }

            await _services.Store.SetStateAsync(_id, end).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The disk is full, or another program locks the file: the next start marks the summary as stopped.
            LogInterrupted(exception, _id);
        }

        _board.End(end, failure);
        _notices.Flush();
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _services.Store.SetStateAsync(_id, SummaryState.Running).ConfigureAwait(false);
        await _services.Store.DissolveMergesAsync(_id, cancellationToken).ConfigureAwait(false);
        Summary summary = await _services.Store.LoadAsync(_id, cancellationToken).ConfigureAwait(false) ?? throw new SummaryException(SummaryFailureKind.DocumentChanged);
        _document = await _services.Open(_ownerId, _documentId, cancellationToken).ConfigureAwait(false) ?? throw new SummaryException(SummaryFailureKind.DocumentChanged);
        _search = new CitationSearch([(_documentId, _document)]);
        if (summary.Sections.Exists(row => row.End > _document.Text.Length)
            || !SummaryCoverage.Of(_document, summary.Sections.Where(row => row.Level == 0).Select(row => (row.Start, row.Length))).IsTextComplete)
        {
            throw new SummaryException(SummaryFailureKind.DocumentChanged);
        }

        _options = summary.Options;
        _budget = SummaryBudget.Of(_writer.Counter, _options, Gaps);
        _nextNumber = 1 + summary.Citations.Select(citation => citation.Number).DefaultIfEmpty().Max();
        _board.Begin(_document, _budget, summary.Sections.Select(row => ToRunning(row, isOld: row.State == SummaryState.Finished)), summary.Citations.Select(citation => citation.Number));
        _notices.Request();
        await CheckRoomAsync(cancellationToken).ConfigureAwait(false);
    }

    // Checked before anything is read: another model may have a shorter context than the one that the leaves were planned for.
    private async Task CheckRoomAsync(CancellationToken cancellationToken)
    {
        IPromptCounter counter = _writer.Counter;
        int most = 0;
        foreach (RunningSection section in Pending())
        {
            cancellationToken.ThrowIfCancellationRequested();
            int needed = PromptOf(section.Row).CountTokens(counter);
            most = Math.Max(most, needed);
            if (needed > counter.ContextTokens)
            {
                section.End(SummaryState.Failed);
                await _services.Store.SetSectionStateAsync(section.Row.Id, SummaryState.Failed).ConfigureAwait(false);
            }
        }

        if (most > counter.ContextTokens)
        {
            throw new SummaryException(new SummaryFailure(SummaryFailureKind.ContextTooShort, most, counter.ContextTokens));
        }
    }

    private RunningSection ToRunning(SummarySection row, bool isOld = false) => new(row, _notices.Request) { IsOld = isOld };

    private List<RunningSection> Pending() => [.. _board.Sections.Where(section => section.Row.State != SummaryState.Finished)];

    // The failed sections; if none failed, all unfinished ones.
    private List<SummarySection> Missing()
    {
        List<RunningSection> missing = Pending();
        List<RunningSection> failed = missing.FindAll(section => section.Row.State == SummaryState.Failed);
        return [.. (failed.Count > 0 ? failed : missing).Select(section => section.Row)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The summary {Id} was interrupted; it can be resumed")]
    private partial void LogInterrupted(Exception exception, Guid id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A section of the summary {Id} failed and is retried once")]
    private partial void LogSectionFailed(Exception exception, Guid id);
}
