using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Chat.Markdown;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Exports;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Components.Documents;

/// <summary>
/// The summaries of a document: planned, followed while they are generated, and shown with citations and outline.
/// </summary>
public sealed partial class SummaryTab : IDisposable
{
    private static readonly StretchAddress InSummary = CitationTarget.InOwn("summary");
    private static readonly StretchAddress InOutline = CitationTarget.InOwn("outline");
    private readonly RepeatedRead _reads;
    private IReadOnlyList<Summary> _lines = [];
    private Guid? _shownId;
    private SummaryView? _view;
    // Of a running or failed summary; the others have their state in the store.
    private SummaryProgress? _progress;
    private IReadOnlyList<RenderedBlock> _plain = [];
    private IReadOnlyList<RenderedBlock> _blocks = [];
    private SummaryOptions _options = new();
    private SummaryPlan? _plan;
    private string? _failure;
    private CancellationTokenSource _planning = new();

    [Parameter, EditorRequired]
    public Document Document { get; set; } = null!;

    /// <summary>The extracted text of the document.</summary>
    [Parameter, EditorRequired]
    public DocumentText Content { get; set; } = null!;

    /// <summary>True to show the sections with their own summaries instead of the whole.</summary>
    [Parameter]
    public bool ShowsOutline { get; set; }

    [Inject]
    private SummaryDesk Desk { get; set; } = null!;

    [Inject]
    private SummaryStore Store { get; set; } = null!;

    [Inject]
    private IEnumerable<IExportFormat<SummaryView>> Formats { get; set; } = null!;

    [Inject]
    private AnswerPace Pace { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private MarkdownRenderer Markdown { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    private ReadingGaps Gaps => ReadingGaps.Of(Content);

    public SummaryTab()
    {
        _reads = new RepeatedRead(ReadAsync);
    }

    public void Dispose()
    {
        Desk.Changed -= OnChanged;
        _planning.Cancel();
        _planning.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Desk.Changed += OnChanged;
        _lines = await Store.ListAsync(Owner.Id, Document.Id);
        await ShowAsync(_lines.Count > 0 ? _lines[0].Id : null);
    }

    private async Task ShowAsync(Guid? id)
    {
        (_shownId, _view, _progress, _plain, _blocks) = (id, null, null, [], []);
        if (id is null)
        {
            await PlanAsync();
            return;
        }

        await RefreshAsync();
    }

    // A read that ends late must not restore the state before the last change.
    private Task RefreshAsync() => _reads.RunAsync();

    private async Task ReadAsync()
    {
        _lines = await Store.ListAsync(Owner.Id, Document.Id);
        if (_shownId is not { } id || await Store.OpenAsync(Owner.Id, id) is not { } view)
        {
            return;
        }

        if (_shownId != id)
        {
            return;
        }

        (_view, _progress) = (view, Desk.Find(Owner.Id, id));
        Render(_progress is { Text.Length: > 0 } running ? running.Text : view.Text, view.Summary.State == SummaryState.Finished);
    }

    // While the summary is generated, its citations are those that the sections have found so far.
    private void Render(string text, bool isFinished)
    {
        _plain = Markdown.Render(text, _plain, isFinished, $"s{_shownId:N}");
        _blocks = CitationLinks.Mark(_plain, Find);
    }

    private CitationTarget? Find(int number) =>
        _view?.Citations.FirstOrDefault(citation => citation.Number == number) is { } citation ? CitationTarget.Of(citation, InSummary, Text) : null;

    private void OnChanged(SummaryProgress progress)
    {
        if (progress.DocumentId == Document.Id)
        {
            _ = InvokeAsync(() => FollowAsync(progress));
        }
    }

    private async Task FollowAsync(SummaryProgress progress)
    {
        if (progress.Id != _shownId)
        {
            return;
        }

        // Sections and citations are read again when a section is finished and at the end, not with each word.
        bool isNews = !progress.IsRunning || _progress is null || progress.State != _progress.State || progress.FinishedLeafCount != _progress.FinishedLeafCount;
        _progress = progress.IsRunning ? progress : _progress;
        if (isNews)
        {
            await RefreshAsync();
        }
        else
        {
            Render(progress.Text, isFinished: false);
        }

        Culture.Run(StateHasChanged);
    }

    private Task ChangeAsync(SummaryOptions options)
    {
        _options = options;
        return PlanAsync();
    }

    private async Task PlanAsync()
    {
        await _planning.CancelAsync();
        _planning.Dispose();
        CancellationTokenSource planning = _planning = new();
        (_plan, _failure) = (null, null);
        try
        {
            SummaryPlan? plan = await Desk.PlanAsync(Owner.Id, Document.Id, _options, await Pace.FindAsync(Owner.Id), planning.Token);
            _plan = planning == _planning ? plan : _plan;
        }
        catch (OperationCanceledException)
        {
            // Another summary was selected meanwhile.
        }
        catch (SummaryException exception)
        {
            _failure = FailureText(exception.Failure);
        }
    }

    private async Task StartAsync()
    {
        try
        {
            if (await Desk.BeginAsync(Owner.Id, Document.Id, _options, _plan) is { } id)
            {
                await ShowAsync(id);
            }
        }
        catch (SummaryException exception)
        {
            _failure = FailureText(exception.Failure);
        }
    }

    private Task StopAsync() => _shownId is { } id ? Desk.StopAsync(Owner.Id, id) : Task.CompletedTask;

    private async Task ResumeAsync()
    {
        if (_shownId is { } id && await Desk.ResumeAsync(Owner.Id, id))
        {
            await RefreshAsync();
        }
    }

    private async Task DeleteAsync()
    {
        if (_shownId is { } id && await Desk.DeleteAsync(Owner.Id, id))
        {
            await Trail.RecordAsync(AuditAction.SummaryDeleted, new AuditTarget(AuditTargetKind.Summary, id));
            _lines = await Store.ListAsync(Owner.Id, Document.Id);
            await ShowAsync(_lines.Count > 0 ? _lines[0].Id : null);
        }
    }

    private string FailureText(SummaryFailure failure) => failure.Quota is { } quota
        ? Text["SummaryFailed_QuotaExceeded", QuotaTexts.Of(Text, quota, Time.GetLocalNow())]
        : Text[$"SummaryFailed_{failure.Kind}", UiFormats.Tokens(failure.NeededTokens), UiFormats.Tokens(failure.ContextTokens)];
}
