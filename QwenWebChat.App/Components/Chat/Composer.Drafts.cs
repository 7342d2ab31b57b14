using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.JSInterop;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Components.Chat;

/// <summary>
/// The composer's draft: stored for the chat in which it was written, and updated if another page changes it.
/// </summary>
public sealed partial class Composer
{
    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DraftView? _first;
    private DraftView? _drawn;
    private DraftPlace _place;
    private DraftPlace? _movedFrom;
    private bool _mustShow;
    private string? _storageError;

    private string? StorageError => _storageError ?? Present.FirstOrDefault(attachment => attachment.StorageError is not null)?.StorageError;

    [Inject]
    private DraftStore Drafts { get; set; } = null!;

    [Inject]
    private CurrentChat Current { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    /// <summary>Called by the script shortly after the text of a chat changed.</summary>
    /// <returns>The version of the stored text; null if it could not be stored.</returns>
    [JSInvokable]
    public async Task<long?> DraftChangedAsync(string place, string text)
    {
        DraftPlace changed = DraftPlace.Parse(place);
        long? version = null;
        string? storageError = await StoreAsync(async () =>
        {
            (DraftOutcome outcome, long kept) = await StoreOf(changed).WriteAsync(Owner.Id, changed, text, this);
            version = outcome == DraftOutcome.Kept ? kept : null;
            return outcome;
        });
        if (changed == _place)
        {
            bool isNews = storageError != _storageError;
            (_text, _storageError) = (text, storageError);
            await MeasureAsync();
            if (isNews)
            {
                Culture.Run(StateHasChanged);
            }
        }

        return version;
    }

    [JSInvokable]
    public async Task<long?> DraftChangedLongAsync(string place, IJSStreamReference text) => await DraftChangedAsync(place, await text.ReadTextAsync());

    /// <summary>Returns a message to the draft, in front of the text written since.</summary>
    public async Task RestoreAsync(Draft draft)
    {
        try
        {
            await _attached.Task;
            foreach (MessageAttachment attachment in draft.Attachments.Where(attachment => !Attached.Contains(attachment)))
            {
                await AddAsync(new DraftFile(Guid.CreateVersion7(), attachment.Name, attachment.Text, IsPasted: false));
            }

            StateHasChanged();
            if (draft.Text.Length > 0)
            {
                await _script!.InvokeVoidAsync("restore", draft.Text);
            }
        }
        catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has disconnected: it finds the text when it returns.
            await StoreAsync(async () =>
            {
                await StoreOf(_place).ReturnAsync(Owner.Id, _place, draft.Text, []);
                return DraftOutcome.Kept;
            });
        }
    }

    /// <summary>Removes the draft of a message that was accepted after all.</summary>
    public async Task ForgetAsync(Draft draft)
    {
        await ClearSentAsync(draft, _place);
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("forget", draft.Text);
        }
    }

    /// <summary>The current chat got an address of its own; the text written since moves with it.</summary>
    public async Task MoveAsync(DraftPlace place)
    {
        DraftPlace old = _place;
        (_place, _movedFrom) = (place, old);
        _attachments.Where(attachment => attachment.Place == old).ToList().ForEach(attachment => attachment.Place = place);
        await StoreAsync(async () =>
        {
            await Drafts.MoveFilesAsync(Owner.Id, old, place, this);
            return DraftOutcome.Kept;
        });
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("move", place.ToString());
        }
    }

    // What is written in a temporary chat stays in that chat's memory; one that is no longer shown takes nothing more.
    private DraftStore StoreOf(DraftPlace place) => place.TemporaryId is null ? Drafts
        : Current.Conversation is { IsTemporary: true } shown && shown.DraftPlace == place ? shown.Drafts
        : throw new ObjectDisposedException(nameof(TemporaryDatabase));

    // The script learns about the new address later: a message that it sends in between belongs to the same chat.
    private bool IsHere(DraftPlace place) => place == _place || place == _movedFrom;

    private void Take(DraftView draft)
    {
        _first ??= draft;
        (_drawn, _place, _movedFrom, _text, _mustShow, _storageError) = (draft, draft.Place, null, draft.Text, true, null);
        _problems.Clear();
        TakeFiles(draft);
    }

    private DraftView ShowOnce()
    {
        _mustShow = false;
        return _drawn!;
    }

    private void OnDraftChanged(DraftChanged change)
    {
        if (change.OwnerId == Owner.Id && change.Writer != this && change.Place == _place)
        {
            _ = InvokeAsync(AdoptAsync);
        }
    }

    // Does not replace the text while the user is typing.
    private async Task AdoptAsync()
    {
        try
        {
            DraftView draft = await Drafts.OpenAsync(Owner.Id, _place);
            if (_script is not null && await _script.InvokeAsync<bool>("adopt", draft.Place.ToString(), draft.Text, draft.Version) && draft.Place == _place)
            {
                _text = draft.Text;
                TakeFiles(draft);
                await MeasureAsync();
                Culture.Run(StateHasChanged);
            }
        }
        catch (Exception exception) when (exception is JSDisconnectedException or JSException or OperationCanceledException or SqliteException)
        {
            // The text is loaded together with the page.
        }
    }

    // A draft that cannot be stored stays in the page, with a notice.
    private async Task<string?> StoreAsync(Func<Task<DraftOutcome>> store)
    {
        try
        {
            return await store() switch
            {
                DraftOutcome.Kept => null,
                DraftOutcome.TooLong => Text["DraftTooLong", UiFormats.Tokens(DraftStore.MaxLength)].Value,
                _ => Text["DraftNotKept"].Value,
            };
        }
        catch (Exception exception) when (exception is SqliteException or DbUpdateException or ObjectDisposedException)
        {
            return Text["DraftNotKept"];
        }
    }
}
