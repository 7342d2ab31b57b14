using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Sharing;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Components.Documents;

/// <summary>Shows the documents, the text of one, and its results, side by side.</summary>
public sealed partial class DocumentsPage : IDisposable
{
    private static readonly string[] Tabs = ["summary", "outline", "questions"];

    private readonly RepeatedRead _reading;
    private FramePacer? _changes;
    private IReadOnlyList<Document> _documents = [];
    private IReadOnlyList<FolderView> _folders = [];
    private Document? _document;
    private DocumentText? _text;
    private (int Start, int Length)? _highlight;
    private object _highlightKey = new();
    private string _tab = Tabs[0];
    private string _step = "result";
    private string? _shownAt;
    private bool _isLoaded;
    private bool _isDisposed;

    public DocumentsPage()
    {
        _reading = new RepeatedRead(LoadAsync);
    }

    /// <summary>The document; null for the list alone.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    /// <summary>The range to show, as <c>start-length</c>.</summary>
    [SupplyParameterFromQuery(Name = "at")]
    public string? At { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [Inject]
    private DocumentStore Store { get; set; } = null!;

    [Inject]
    private FolderStore Folders { get; set; } = null!;

    [Inject]
    private DocumentDesk Desk { get; set; } = null!;

    [Inject]
    private ShareStore Shares { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private SummaryDesk Summaries { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    // A document without text has no results; its error is shown in place of the source.
    private string Step => Id is null ? "list" : _isLoaded && _text is null ? "source" : _step;

    public void Dispose()
    {
        _isDisposed = true;
        Desk.Changed -= OnChanged;
        _changes?.Dispose();
    }

    protected override void OnInitialized()
    {
        // Documents being read report progress many times a second, and there may be hundreds.
        _changes = new FramePacer(Time, () => _ = InvokeAsync(ReloadAsync), TimeSpan.FromMilliseconds(200));
        Desk.Changed += OnChanged;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Array.IndexOf(Tabs, Tab) >= 0)
        {
            _tab = Tab!;
        }

        await _reading.RunAsync();
        if (At != _shownAt)
        {
            _shownAt = At;
            Highlight();
        }
    }

    private async Task LoadAsync()
    {
        IReadOnlyList<Document> documents = await Store.ListAsync(Owner.Id);
        IReadOnlyList<FolderView> folders = await Folders.ListAsync(Owner.Id);
        Document? document = documents.FirstOrDefault(one => one.Id == Id);
        if (document is null && Id is { } id && await Shares.FindDocumentAsync(Owner.Id, id) is { } shared)
        {
            // A reference in a chat about a document of somebody else.
            Navigation.NavigateTo(shared + new Uri(Navigation.Uri).Query, replace: true);
            return;
        }

        // The object stays the same until the document is read again.
        DocumentText? text = document is { State: DocumentState.Ready } ? await Store.OpenTextAsync(Owner.Id, document.Id) : null;
        if (!_isDisposed)
        {
            (_documents, _folders, _document, _text, _isLoaded) = (documents, folders, document, text, true);
        }
    }

    private void OnChanged(DocumentChanged change)
    {
        if (change.OwnerId == Owner.Id)
        {
            _changes?.Request();
        }
    }

    private async Task ReloadAsync()
    {
        await _reading.RunAsync();
        Culture.Run(StateHasChanged);
    }

    // The same range may be requested again.
    private void Highlight()
    {
        string[] parts = At?.Split('-') ?? [];
        _highlight = parts is [var start, var length] && int.TryParse(start, out int from) && int.TryParse(length, out int count) && from >= 0 && count > 0
            && _text is not null && from < _text.Text.Length
            ? (from, Math.Min(count, _text.Text.Length - from))
            : null;
        _highlightKey = new object();
        _step = _highlight is null ? _step : "source";
    }

    private void Show(string tab) => _tab = tab;

    private async Task DeleteAsync(Document document)
    {
        (DocumentDesk desk, NavigationManager navigation, AuditTrail trail) = (Desk, Navigation, Trail);
        (Guid owner, Guid id, bool wasCurrent) = (Owner.Id, document.Id, document.Id == Id);
        if (wasCurrent)
        {
            navigation.NavigateTo("documents");
        }

        await Summaries.StopAllAsync(owner, id);
        if (await desk.DeleteAsync(owner, id))
        {
            await trail.RecordAsync(AuditAction.DocumentDeleted, new AuditTarget(AuditTargetKind.Document, id));
            Snackbar.OfferUndo(Text["DocumentDeleted", document.Name], Text["Undo"], $"deleted-{id}", async () =>
            {
                if (await desk.RestoreAsync(owner, id) && wasCurrent)
                {
                    navigation.NavigateTo($"documents/{id}");
                }
            });
        }
    }
}
