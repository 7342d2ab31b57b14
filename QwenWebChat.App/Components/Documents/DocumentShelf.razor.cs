using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Extraction;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Hosting;

namespace QwenWebChat.App.Components.Documents;

/// <summary>The documents that were uploaded, and the way to upload more.</summary>
public sealed partial class DocumentShelf : IDisposable
{
    private const int MostFilesAtOnce = 50;

    private readonly List<DocumentUpload> _uploads = [];
    private readonly List<string> _problems = [];
    private FramePacer? _progress;

    [Parameter, EditorRequired]
    public IReadOnlyList<DocumentInfo> Documents { get; set; } = [];

    [Parameter]
    public Guid? CurrentId { get; set; }

    [Parameter]
    public EventCallback<DocumentInfo> OnDelete { get; set; }

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

    public void Dispose()
    {
        _progress?.Dispose();
        _uploads.ForEach(upload => upload.Cancel());
    }

    protected override void OnInitialized() =>
        _progress = new FramePacer(Time, () => _ = InvokeAsync(() => Culture.Run(StateHasChanged)), TimeSpan.FromMilliseconds(200));

    private async Task UploadAsync(InputFileChangeEventArgs e)
    {
        _problems.Clear();
        IReadOnlyList<IBrowserFile> files = e.GetMultipleFiles(MostFilesAtOnce);
        Guid? last = null;
        foreach (IBrowserFile file in files)
        {
            last = await UploadAsync(file) ?? last;
        }

        if (files.Count == 1 && last is { } id)
        {
            Navigation.NavigateTo($"documents/{id}");
        }
    }

    private async Task<Guid?> UploadAsync(IBrowserFile file)
    {
        long most = Upload.Value.MaxFileBytes;
        if (file.Size > most)
        {
            _problems.Add(Text["AttachmentTooLarge", file.Name, UiFormats.Bytes(file.Size), UiFormats.Bytes(most)]);
            return null;
        }

        DocumentUpload upload = new(file.Name, file.Size);
        _uploads.Add(upload);
        StateHasChanged();
        try
        {
            await using Stream content = file.OpenReadStream(most, upload.Cancelled);
            await using CountedStream counted = new(content, read =>
            {
                upload.Report(read);
                _progress?.Request();
            });
            return (await Desk.UploadAsync(Owner.Id, file.Name, counted, upload.Cancelled)).Id;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or DocumentReadException)
        {
            _problems.Add(Text["AttachmentFailed", file.Name]);
            return null;
        }
        finally
        {
            _uploads.Remove(upload);
            upload.Dispose();
            StateHasChanged();
        }
    }

    private string Facts(DocumentInfo document) => document.State switch
    {
        DocumentState.Reading => Desk.ProgressOf(document.Id) is { PagesDone: > 0 } progress ? Text["ReadingPages", progress.PagesDone, progress.PageCount?.ToString(System.Globalization.CultureInfo.CurrentCulture) ?? "…"] : Text["ReadingDocument"],
        DocumentState.Failed => Text["DocumentUnreadable"],
        _ => string.Join(" · ", new[]
        {
            document.PageCount > 0 ? Text["PagesCount", document.PageCount].Value : null,
            document.TokenCount is { } tokens ? Text["TokensCount", UiFormats.Tokens(tokens)].Value : Text["CharactersCount", UiFormats.Tokens(document.CharacterCount)].Value,
        }.Where(fact => fact is not null)),
    };
}
