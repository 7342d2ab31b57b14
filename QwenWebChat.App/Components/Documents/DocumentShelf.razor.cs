using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Components.Documents;

/// <summary>Lists the uploaded documents, and uploads more.</summary>
public sealed partial class DocumentShelf : IDisposable
{
    private readonly List<UploadProblem> _problems = [];
    private readonly UploadQueue _queue;
    private FramePacer? _progress;

    public DocumentShelf()
    {
        // Hundreds of small files arrive faster than a page should render.
        _queue = new UploadQueue(UploadAsync, () => _progress?.Request());
    }

    [Parameter, EditorRequired]
    public IReadOnlyList<Document> Documents { get; set; } = [];

    /// <summary>The folders of the owner.</summary>
    [Parameter]
    public IReadOnlyList<FolderView> Folders { get; set; } = [];

    [Parameter]
    public Guid? CurrentId { get; set; }

    [Parameter]
    public EventCallback<Document> OnDelete { get; set; }

    [Inject]
    private DocumentDesk Desk { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private IOptions<UploadOptions> Upload { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private ILogger<DocumentShelf> Logger { get; set; } = null!;

    public void Dispose()
    {
        _progress?.Dispose();
        _queue.CancelAll();
    }

    protected override void OnInitialized() =>
        _progress = new FramePacer(Time, () => _ = InvokeAsync(() => Culture.Run(StateHasChanged)), TimeSpan.FromMilliseconds(200));

    private Task PickAsync(IReadOnlyList<PickedFile> files)
    {
        if (_queue.IsEmpty)
        {
            _problems.Clear();
        }

        return _queue.AddAsync(files);
    }

    private async Task UploadAsync(DocumentUpload upload)
    {
        PickedFile file = upload.File;
        if (file.Size > Upload.Value.MaxFileBytes)
        {
            _problems.Add(new UploadProblem(file.Name, DocumentReadError.TooLarge, file.Size));
            return;
        }

        try
        {
            Document document = await file.ReadAsync(Upload.Value.MaxFileBytes, content => SendAsync(upload, content), upload.Cancelled);
            if (upload.IsAlone)
            {
                Navigation.NavigateTo($"documents/{document.Id}");
            }
        }
        catch (Exception) when (upload.Cancelled.IsCancellationRequested)
        {
            // The user cancelled the upload or left the page; the browser may have disconnected too.
        }
        catch (Exception exception)
        {
            LogFailed(Logger, exception);
            _problems.Add(new UploadProblem(file.Name, (exception as DocumentReadException)?.Error, file.Size));
        }
    }

    private async Task<Document> SendAsync(DocumentUpload upload, Stream content)
    {
        await using CountedStream counted = new(content, read =>
        {
            upload.Report(read);
            _progress?.Request();
        });
        return await Desk.UploadAsync(Owner.Id, upload.File.Name, counted, upload.Cancelled);
    }

    private FolderView? FolderOf(Document document) => document.FolderId is { } id ? Folders.FirstOrDefault(folder => folder.Id == id) : null;

    private string Facts(Document document) => document.State switch
    {
        DocumentState.Reading => Desk.ProgressOf(document.Id) is { PagesDone: > 0 } progress ? Text["ReadingPages", progress.PagesDone, progress.PageCount?.ToString(System.Globalization.CultureInfo.CurrentCulture) ?? "…"] : Text["ReadingDocument"],
        DocumentState.Failed => Text[$"Failure_{document.Failure}"],
        _ => string.Join(" · ", new[]
        {
            document.PageCount > 0 ? Text["PagesCount", document.PageCount].Value : null,
            document.TokenCount is { } tokens ? Text["TokensCount", UiFormats.Tokens(tokens)].Value : Text["CharactersCount", UiFormats.Tokens(document.CharacterCount)].Value,
        }.Where(fact => fact is not null)),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A file could not be uploaded")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
