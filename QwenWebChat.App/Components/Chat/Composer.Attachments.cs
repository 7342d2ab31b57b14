using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Components.Chat;

/// <summary>The files attached to the message, which are read here as text.</summary>
public sealed partial class Composer
{
    private readonly List<DraftAttachment> _attachments = [];
    private readonly List<string> _problems = [];

    [Inject]
    private IOptions<UploadOptions> Upload { get; set; } = null!;

    [Inject]
    private ReaderPool Readers { get; set; } = null!;

    // The attachments of the current chat; those of other chats may still be loading.
    private IEnumerable<DraftAttachment> Present => _attachments.Where(attachment => attachment.Place == _place);

    private IReadOnlyList<MessageAttachment> Attached => [.. Present.Where(attachment => attachment.Text is not null).Select(attachment => new MessageAttachment(attachment.Name, attachment.Text!))];

    /// <summary>Receives a file that was chosen, dropped or pasted.</summary>
    [JSInvokable]
    public async Task AttachAsync(string place, string name, long size, bool isPasted, IJSStreamReference content)
    {
        long most = Upload.Value.MaxFileBytes;
        if (size > most)
        {
            ShowProblem(Text["AttachmentTooLarge", name, UiFormats.Bytes(size), UiFormats.Bytes(most)]);
            return;
        }

        // Streams of the browser cannot be empty.
        if (size == 0)
        {
            ShowProblem(Text["Attachment_Empty", name]);
            return;
        }

        DraftPlace to = DraftPlace.Parse(place);
        DraftAttachment attachment = new(Guid.CreateVersion7(), FreeName(name, to), to) { IsPasted = isPasted };
        _attachments.Add(attachment);
        Culture.Run(StateHasChanged);
        try
        {
            attachment.Text = await ReadAsync(name, content, most, attachment.Cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            // The attachment was removed meanwhile.
        }
        catch (DocumentReadException exception)
        {
            ShowProblem(Text[$"Attachment_{exception.Error}", name]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JSException or InvalidOperationException)
        {
            ShowProblem(StorageFailure.Of(exception) is { } error ? Text[$"Attachment_{error}", name] : Text["AttachmentFailed", name]);
        }

        if (attachment.Text is not null)
        {
            await StoreAsync(attachment);
        }

        if (attachment.Text is null || (attachment.Place != _place && attachment.StorageError is null))
        {
            _attachments.Remove(attachment);
        }

        attachment.Read.SetResult();

        await MeasureAsync();
        Culture.Run(StateHasChanged);
    }

    private async Task<string> ReadAsync(string name, IJSStreamReference content, long most, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.OpenReadStreamAsync(most, cancellationToken);
        DocumentText text = await Readers.ReadAsync(stream, name, cancellationToken);
        ReadingGaps gaps = ReadingGaps.Of(text);
        if (gaps.IsDoubtful || gaps.PagesUnread > 0)
        {
            ShowProblem(Text["AttachmentGaps", name, Text.Describe(gaps)]);
        }

        return MessageAttachment.Of(name, text).Text;
    }

    private string NoteOf(DraftAttachment attachment) => attachment.Text is { } text ? Text["CharactersCount", UiFormats.Tokens(text.Length)] : Text["AttachmentReading"];

    private async Task StoreAsync(DraftAttachment attachment) => attachment.StorageError =
        await StoreAsync(() => StoreOf(attachment.Place).AttachAsync(Owner.Id, attachment.Place, new DraftFile(attachment.Id, attachment.Name, attachment.Text!, attachment.IsPasted), this));

    private async Task RemoveAsync(DraftAttachment attachment)
    {
        await attachment.Cancellation.CancelAsync();
        await RemoveAllAsync([attachment]);
        await MeasureAsync();
    }

    private async Task ChangeAsync(DraftAttachment attachment, string text)
    {
        attachment.Text = text;
        attachment.StorageError = await StoreAsync(() => StoreOf(attachment.Place).RewriteAsync(Owner.Id, attachment.Place, attachment.Id, text, this));
        await MeasureAsync();
    }

    // A pasted text becomes part of the message as if it had been typed.
    private async Task InsertAsync(DraftAttachment attachment)
    {
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("insert", attachment.Text);
            await RemoveAsync(attachment);
        }
    }

    // Files with equal names could not be told apart, neither by the user nor by the model.
    private string FreeName(string name, DraftPlace place)
    {
        HashSet<string> taken = [.. _attachments.Where(attachment => attachment.Place == place).Select(attachment => attachment.Name)];
        (string stem, string extension) = (Path.GetFileNameWithoutExtension(name), Path.GetExtension(name));
        string free = name;
        for (int number = 2; taken.Contains(free); number++)
        {
            free = $"{stem} {number}{extension}";
        }

        return free;
    }

    private void TakeFiles(DraftView draft)
    {
        List<DraftAttachment> known = [.. _attachments];
        _attachments.RemoveAll(attachment => attachment.Read.Task.IsCompleted && attachment.StorageError is null);
        _attachments.InsertRange(0, draft.Files.Select(file => known.Find(attachment => attachment.Id == file.Id && attachment.Text == file.Text) ?? DraftAttachment.Of(file, draft.Place)));
    }

    private async Task AddAsync(DraftFile file)
    {
        DraftAttachment added = DraftAttachment.Of(file, _place);
        _attachments.Add(added);
        await StoreAsync(added);
    }

    // Text and files added while the server answered belong to the next message.
    private async Task ClearSentAsync(Draft draft, DraftPlace place)
    {
        List<DraftAttachment> sent = [.. _attachments.Where(attachment => attachment.Text is not null && draft.Attachments.Contains(new MessageAttachment(attachment.Name, attachment.Text)))];
        _problems.Clear();
        await StoreAsync(async () => (await StoreOf(place).WriteAsync(Owner.Id, place, "", this)).Outcome);
        await RemoveAllAsync(sent);
    }

    private async Task RemoveAllAsync(List<DraftAttachment> removed)
    {
        _attachments.RemoveAll(removed.Contains);
        if (removed.Count > 0)
        {
            await StoreAsync(async () =>
            {
                await StoreOf(removed[0].Place).DetachAsync(Owner.Id, removed[0].Place, [.. removed.Select(attachment => attachment.Id)], this);
                return DraftOutcome.Kept;
            });
        }
    }

    private void ShowProblem(string problem) => Culture.Run(() =>
    {
        _problems.Add(problem);
        StateHasChanged();
    });
}
