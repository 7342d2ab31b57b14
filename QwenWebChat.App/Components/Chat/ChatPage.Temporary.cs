using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Chat;

/// <summary>Temporary chats: the address turns them on, and leaving one asks first.</summary>
public sealed partial class ChatPage
{
    private const string TemporaryAddress = "?temporary=true";

    private static readonly DialogOptions AskOptions = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    private Draft? _carried;

    /// <summary>"true" for a temporary chat.</summary>
    [SupplyParameterFromQuery(Name = "temporary")]
    public string? Temporary { get; set; }

    private bool IsTemporary => !IsEmbedded && Id is null && bool.TryParse(Temporary, out bool isTemporary) && isTemporary;

    // An empty one is left without a question.
    private bool EndsByLeaving => _conversation is { IsTemporary: true } && !_messages.IsEmpty;

    private bool OffersTemporary => !IsEmbedded && Id is null && _conversation is not null && _messages.IsEmpty;

    private async Task<DraftView> OpenDraftAsync(Conversation? conversation)
    {
        (DraftStore drafts, DraftPlace place) = (conversation is { IsTemporary: true } ? conversation.Drafts : Drafts, conversation?.DraftPlace ?? DraftPlace.New);
        Draft? carried = _carried;
        _carried = null;
        if (carried is { IsEmpty: false })
        {
            await drafts.ReturnAsync(Owner.Id, place, carried.Text, carried.Attachments);
        }
        else if (conversation is { IsTemporary: true })
        {
            // Nothing was written yet, and its database is made with its first text.
            return new DraftView(place, "", 0);
        }

        return await drafts.OpenAsync(Owner.Id, place);
    }

    // What was written before goes along, and is no longer a stored draft.
    private async Task ToggleTemporaryAsync()
    {
        Draft written = _composer.Unsent;
        await _composer.ForgetAsync(written);
        _carried = written;
        Navigation.NavigateTo(IsTemporary ? "" : TemporaryAddress);
    }

    private async Task AskBeforeLeavingAsync(LocationChangingContext change)
    {
        if (!EndsByLeaving)
        {
            return;
        }

        IDialogReference dialog = await Dialogs.ShowAsync<LeaveTemporaryDialog>(title: null, AskOptions);
        if (await dialog.Result is not { Canceled: false })
        {
            change.PreventNavigation();
        }
    }
}
