using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Models;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>
/// Plans, begins, stops and resumes summaries. Runs belong to the server, not to a page; any number of pages can follow them,
/// and each summary has at most one. Missing summaries and those of other owners are not found: null or false.
/// </summary>
internal sealed partial class SummaryDesk(SummaryServices services, IModelHost host) : IHostedService, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, SummaryRun> _runs = [];
    private readonly Dictionary<Guid, (Guid OwnerId, SummaryProgress Progress)> _failed = [];
    private readonly ILogger _logger = services.Logger;

    /// <summary>Raised when a run makes progress, at most five times a second each, and at its end. On any thread; handlers must not block.</summary>
    public event Action<SummaryProgress>? Changed;

    /// <summary>Plans a summary with the loaded model; null if the document does not exist.</summary>
    /// <param name="pace">The measured speed of the engine; null for no estimate of the time.</param>
    /// <exception cref="SummaryException">No model is loaded, its context is too short, or the document has no text.</exception>
    public async Task<SummaryPlan?> PlanAsync(
        Guid ownerId, Guid documentId, SummaryOptions options, SummaryPace? pace = null, CancellationToken cancellationToken = default)
    {
        if (await services.Open(ownerId, documentId, cancellationToken).ConfigureAwait(false) is not { } document)
        {
            return null;
        }

        IPromptCounter counter = services.Client.GetService<IPromptCounter>() ?? throw new SummaryException(SummaryFailureKind.NoModel);
        // Counting a long document takes time, so it does not block the circuit.
        return await Task.Run(() => SummaryPlan.Make(document, options, counter, pace, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a summary; null if the document does not exist.</summary>
    /// <param name="plan">The plan that was shown; null to make one.</param>
    /// <param name="key">The API key that is charged beside the account; empty for none.</param>
    /// <exception cref="SummaryException">The same errors as <see cref="PlanAsync"/>.</exception>
    public async Task<Guid?> BeginAsync(
        Guid ownerId, Guid documentId, SummaryOptions options, SummaryPlan? plan = null, string key = "", CancellationToken cancellationToken = default)
    {
        plan ??= await PlanAsync(ownerId, documentId, options, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (plan is null || await services.Store.CreateAsync(ownerId, documentId, options, plan, host.Status.Name ?? "", cancellationToken).ConfigureAwait(false) is not { } id)
        {
            return null;
        }

        Launch(ownerId, (await services.Store.FindAsync(ownerId, id, cancellationToken).ConfigureAwait(false))!, key);
        return id;
    }

    /// <summary>Resumes a summary. Returns false for a finished one, true if it is already running.</summary>
    /// <param name="key">The API key that is charged from now on beside the account; empty for none.</param>
    public async Task<bool> ResumeAsync(Guid ownerId, Guid id, string key = "", CancellationToken cancellationToken = default)
    {
        if (await services.Store.FindAsync(ownerId, id, cancellationToken).ConfigureAwait(false) is not { State: not SummaryState.Finished } summary)
        {
            return false;
        }

        Launch(ownerId, summary, key);
        return true;
    }

    /// <summary>Stops a run, and waits until its finished sections are stored. Returns false if it is not running.</summary>
    public async Task<bool> StopAsync(Guid ownerId, Guid id)
    {
        if (FindRun(ownerId, id) is not { } run)
        {
            return false;
        }

        run.Stop();
        await run.Completion.ConfigureAwait(false);
        return true;
    }

    /// <summary>Stops all runs of a document, and waits until their finished sections are stored.</summary>
    public Task StopAllAsync(Guid ownerId, Guid documentId) =>
        Task.WhenAll(Runs().Where(run => run.OwnerId == ownerId && run.Progress.DocumentId == documentId).Select(run => StopAsync(ownerId, run.Id)));

    /// <summary>Deletes a summary permanently; a running one is stopped first.</summary>
    public async Task<bool> DeleteAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        await StopAsync(ownerId, id).ConfigureAwait(false);
        lock (_gate)
        {
            _ = _failed.TryGetValue(id, out (Guid OwnerId, SummaryProgress Progress) failed) && failed.OwnerId == ownerId && _failed.Remove(id);
        }

        return await services.Store.DeleteAsync(ownerId, id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns the progress of a running summary, or the failure of a failed one; otherwise null, and the store has its state.
    /// A run that has just ended is not found before <see cref="Changed"/> is raised for its end.
    /// </summary>
    public SummaryProgress? Find(Guid ownerId, Guid id)
    {
        lock (_gate)
        {
            return _runs.TryGetValue(id, out SummaryRun? run) && run.OwnerId == ownerId ? (run.Progress is { IsRunning: true } progress ? progress : null)
                : _failed.TryGetValue(id, out (Guid OwnerId, SummaryProgress Progress) failed) && failed.OwnerId == ownerId ? failed.Progress
                : null;
        }
    }

    /// <summary>Returns the part of the document that the finished leaves have read; null if either does not exist.</summary>
    public async Task<SummaryCoverage?> CoverageAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        SummaryView? view = await services.Store.OpenAsync(ownerId, id, cancellationToken).ConfigureAwait(false);
        DocumentText? document = view is null ? null : await services.Open(ownerId, view.Summary.DocumentId, cancellationToken).ConfigureAwait(false);
        return document is null ? null : view!.CoverageOf(document);
    }

    public Task StartAsync(CancellationToken cancellationToken) => services.Store.StopAbandonedAsync(cancellationToken);

    /// <summary>Stops all runs when the app stops: finished sections are stored, and the runs can be resumed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        SummaryRun[] runs = Runs();
        Array.ForEach(runs, run => run.Stop());
        await Task.WhenAll(runs.Select(run => run.Completion)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => Array.ForEach(Runs(), run => run.Stop());

    private void Launch(Guid ownerId, Summary summary, string key)
    {
        lock (_gate)
        {
            if (_runs.ContainsKey(summary.Id))
            {
                return;
            }

            _failed.Remove(summary.Id);
            SummaryRun run = new(ownerId, key, summary, services);
            run.Changed += OnChanged;
            _runs[summary.Id] = run;
            run.Begin();
        }
    }

    private void OnChanged(SummaryRun run)
    {
        SummaryProgress progress = run.Progress;
        if (!progress.IsRunning)
        {
            LetGo(run, progress);
        }

        foreach (Action<SummaryProgress> handler in Changed?.GetInvocationList().Cast<Action<SummaryProgress>>() ?? [])
        {
            try
            {
                handler(progress);
            }
            catch (Exception exception)
            {
                LogHandlerFailed(exception);
            }
        }
    }

    private void LetGo(SummaryRun run, SummaryProgress progress)
    {
        lock (_gate)
        {
            if (!_runs.Remove(run.Id))
            {
                return;
            }

            if (progress.State == SummaryState.Failed)
            {
                _failed[run.Id] = (run.OwnerId, progress);
            }
        }

        run.Changed -= OnChanged;
        run.Dispose();
    }

    private SummaryRun? FindRun(Guid ownerId, Guid id)
    {
        lock (_gate)
        {
            return _runs.TryGetValue(id, out SummaryRun? run) && run.OwnerId == ownerId ? run : null;
        }
    }

    private SummaryRun[] Runs()
    {
        lock (_gate)
        {
            return [.. _runs.Values];
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A page failed to process the progress of a summary")]
    private partial void LogHandlerFailed(Exception exception);
}
