using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;
using MudBlazor;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Conversations.Exchange;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>Chats from a file: chosen or dropped, read with progress, and told in words what came of it.</summary>
public sealed partial class ImportDialog : IDisposable
{
    // Of the file; a drawing for each piece would be thousands.
    private const double Step = 0.01;

    private readonly CancellationTokenSource _closed = new();
    private IBrowserFile? _file;
    private ImportResult? _result;
    private string _fileName = "";
    private string? _failure;
    private long _read;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private ConversationImport Import { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private IOptions<ImportOptions> Options { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private ILogger<ImportDialog> Logger { get; set; } = null!;

    private bool IsWhole => _file is not null && _read >= _file.Size;

    private double Share => _file is { Size: > 0 } file ? Math.Min(1, (double)_read / file.Size) : 0;

    private string Imported => _result!.ConversationIds.Count == 1 ? Text["ImportedOne"] : Text["ImportedMany", _result.ConversationIds.Count];

    private string Skipped => _result!.EmptyCount == 1 ? Text["SkippedOne"] : Text["SkippedMany", _result.EmptyCount];

    // Closed while a file is read: nothing of it stays.
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private async Task ReadAsync(InputFileChangeEventArgs e)
    {
        IBrowserFile file = e.File;
        (_fileName, _failure) = (file.Name, null);
        if (file.Size > Options.Value.MaxFileBytes)
        {
            _failure = Text["ImportTooLarge", UiFormats.Bytes(file.Size), UiFormats.Bytes(Options.Value.MaxFileBytes)];
            return;
        }

        (_file, _read) = (file, 0);
        try
        {
            CancellationToken cancellation = _closed.Token;
            Stream input = new CountedStream(file.OpenReadStream(Options.Value.MaxFileBytes, cancellation), OnRead);
            await using (input)
            {
                // Away from the page, which goes on being drawn.
                _result = await Task.Run(() => Import.ReadAsync(Owner.Id, input, cancellation), cancellation);
            }
        }
        catch (ImportException exception)
        {
            _failure = Text["ImportWrong", exception.Where, exception.Found, exception.Expected];
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
        catch (Exception exception)
        {
            // The file was taken away while it was read, or the disk is full.
            LogFailed(Logger, exception);
            _failure = Text["ImportBrokeOff"];
        }
        finally
        {
            _file = null;
        }
    }

    private void OnRead(long read)
    {
        bool isStep = _file is { } file && (read >= file.Size || read - _read >= file.Size * Step);
        if (isStep)
        {
            _read = read;
            _ = InvokeAsync(() => Culture.Run(StateHasChanged));
        }
    }

    private void Close() => Dialog.Close();

    [LoggerMessage(Level = LogLevel.Error, Message = "An import broke off")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
