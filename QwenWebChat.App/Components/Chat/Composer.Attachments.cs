using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Documents.Extraction;
using QwenWebChat.App.Hosting;

namespace QwenWebChat.App.Components.Chat;

/// <summary>Files that go along with the message: read here, as text.</summary>
public sealed partial class Composer
{
    private readonly List<DraftAttachment> _attachments = [];
    private readonly List<string> _problems = [];

    [Inject]
    private IOptions<UploadOptions> Upload { get; set; } = null!;

    private bool IsReading => _attachments.Exists(attachment => attachment.Text is null);

    private IReadOnlyList<MessageAttachment> Attached => [.. _attachments.Where(attachment => attachment.Text is not null).Select(attachment => new MessageAttachment(attachment.Name, attachment.Text!))];

    /// <summary>A file that was picked, dropped or pasted.</summary>
    [JSInvokable]
    public async Task AttachAsync(string name, long size, IJSStreamReference content)
    {
        long most = Upload.Value.MaxFileBytes;
        if (size > most)
        {
            Tell(Text["AttachmentTooLarge", name, UiFormats.Bytes(size), UiFormats.Bytes(most)]);
            return;
        }

        DraftAttachment attachment = new(name);
        _attachments.Add(attachment);
        Culture.Run(StateHasChanged);
        try
        {
            attachment.Text = await ReadAsync(name, content, most, attachment.Reading.Token);
        }
        catch (OperationCanceledException)
        {
            // It was taken away again.
        }
        catch (DocumentReadException exception)
        {
            Tell(Text[$"Attachment_{exception.Error}", name]);
        }
        catch (Exception exception) when (exception is IOException or JSException or InvalidOperationException)
        {
            Tell(Text["AttachmentFailed", name]);
        }

        if (attachment.Text is null)
        {
            _attachments.Remove(attachment);
        }

        await MeasureAsync();
        Culture.Run(StateHasChanged);
    }

    private static async Task<string> ReadAsync(string name, IJSStreamReference content, long most, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.OpenReadStreamAsync(most, cancellationToken);
        DocumentText text = await DocumentReader.ReadAsync(stream, name, cancellationToken: cancellationToken);
        // A file without a word, such as a scanned page, would go along as nothing.
        return text.Text.Trim().Length > 0 ? text.Text : throw new DocumentReadException(DocumentReadError.Empty, "The file holds no text.");
    }

    private string NoteOf(DraftAttachment attachment) => attachment.Text is { } text ? Text["CharactersCount", UiFormats.Tokens(text.Length)] : Text["AttachmentReading"];

    private Task RemoveAsync(DraftAttachment attachment)
    {
        attachment.Reading.Cancel();
        _attachments.Remove(attachment);
        return MeasureAsync();
    }

    // What was attached while the server answered belongs to the next message.
    private void ClearSent(Draft draft)
    {
        _attachments.RemoveAll(attachment => attachment.Text is not null && draft.Attachments.Contains(new MessageAttachment(attachment.Name, attachment.Text)));
        _problems.Clear();
    }

    private void Tell(string problem) => Culture.Run(() =>
    {
        _problems.Add(problem);
        StateHasChanged();
    });
}
