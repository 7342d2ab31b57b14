using Microsoft.AspNetCore.Components;
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

    // Of the chats that were refused; the rest is counted.
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

    // What the chats lack that came in, a line for each kind.
    private IEnumerable<string> Omitted => new (int Count, string Kind)[]
    {
        (_result!.Omitted.Pictures, "OmittedPictures"),
        (_result.Omitted.Files, "OmittedFiles"),
        (_result.Omitted.Parts, "OmittedParts"),
        (_result.Omitted.Messages, "OmittedMessages"),
        (_result.Omitted.Characters, "OmittedCharacters"),
    }.Where(line => line.Count > 0).Select(line => Count(line.Count, line.Kind));

    // Closed while a file is read: nothing of it stays.
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

    private async Task<ImportResult> ImportAsync(Stream content, CancellationToken cancellation)
    {
        await using CountedStream input = new(content, OnRead);
        // Away from the page, which goes on being drawn.
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
