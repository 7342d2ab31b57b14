using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations.Exchange;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>Imports chats from a file that is chosen or dropped, with progress and a summary of the result.</summary>
public sealed partial class ImportDialog : IDisposable
{
    // A step of progress as a share of the file; rendering each read would be thousands of renders.
    private const double Step = 0.01;

    // The maximum number of rejected chats that are listed; the others are counted.
    private const int MaxShown = 100;

    private readonly CancellationTokenSource _closed = new();
    private PickedFile? _file;
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

    private string Imported => Count(_result!.ConversationIds.Count, "Imported");

    // The content missing in the imported chats, one line for each kind.
    private IEnumerable<string> Omitted => new (int Count, string Kind)[]
    {
        (_result!.Omitted.Pictures, "OmittedPictures"),
        (_result.Omitted.Files, "OmittedFiles"),
        (_result.Omitted.Parts, "OmittedParts"),
        (_result.Omitted.Messages, "OmittedMessages"),
        (_result.Omitted.Characters, "OmittedCharacters"),
    }.Where(line => line.Count > 0).Select(line => Count(line.Count, line.Kind));

    // Closing the dialog during an import discards the import.
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private async Task ReadAsync(IReadOnlyList<PickedFile> files)
    {
        if (files.Count > 1)
        {
            (_fileName, _failure) = (Text["FilesCount", files.Count], Text["ImportOneFile"]);
            return;
        }

        PickedFile file = files[0];
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
            _result = await file.ReadAsync(Options.Value.MaxFileBytes, content => ImportAsync(content, cancellation), cancellation);
        }
        catch (ImportException exception)
        {
            string reason = Text["ImportWrong", exception.Where, exception.Found, exception.Expected];
            _failure = exception.ChatCount > 1 ? Text["ImportNone", exception.ChatCount, reason] : reason;
        }
        catch (OperationCanceledException)
        {
            // The dialog was closed.
        }
        catch (Exception exception)
        {
            // The file was removed during reading, or the disk is full.
            LogFailed(Logger, exception);
            _failure = Text["ImportBrokeOff"];
        }
        finally
        {
            _file = null;
        }
    }

    private async Task<ImportResult> ImportAsync(Stream content, CancellationToken cancellation)
    {
        await using CountedStream input = new(content, OnRead);
        // Runs off the page's dispatcher, so that the page continues to render.
        return await Task.Run(() => Import.ReadAsync(Owner.Id, input, cancellation), cancellation);
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

    private string Count(int count, string kind) => count == 1 ? Text[kind + "One"] : Text[kind + "Many", count];

    private void Close() => Dialog.Close();

    [LoggerMessage(Level = LogLevel.Error, Message = "An import broke off")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
