using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>The menu of a conversation: pin, move into a folder, export, archive, delete.</summary>
public sealed partial class ConversationMenu
{
    private MudMenu _menu = null!;
    private bool _showsFolders;

    [Parameter, EditorRequired]
    public ConversationSummary Conversation { get; set; } = null!;

    /// <summary>The title as shown.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public bool IsCurrent { get; set; }

    [Parameter]
    public EventCallback OnRename { get; set; }

    [CascadingParameter]
    private FolderChoices? Choices { get; set; }

    [Inject]
    private ConversationStore Store { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    [Inject]
    private IEnumerable<IChatFormat> Formats { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    private void OnOpenChanged(bool isOpen) => _showsFolders &= isOpen;

    private void Turn(bool toFolders) => _showsFolders = toFolders;

    private ValueTask ExportAsync(string ending) => Js.InvokeVoidAsync("qwenWebChat.download", $"export/{Conversation.Id}.{ending}");

    private Task<bool> TogglePinAsync() => Store.SetPinnedAsync(Owner.Id, Conversation.Id, !Conversation.IsPinned);

    // A closing menu returns the focus to its button; the new field must get it after that.
    private async Task BeginFolderAsync()
    {
        await _menu.CloseAllMenusAsync();
        Choices?.Begin(Conversation.Id);
    }

    private async Task ArchiveAsync()
    {
        (ConversationStore store, Guid owner, Guid id) = (Store, Owner.Id, Conversation.Id);
        if (await store.SetArchivedAsync(owner, id, isArchived: true))
        {
            Snackbar.OfferUndo(Text["ChatArchived"], Text["Undo"], $"archived-{id}", () => store.SetArchivedAsync(owner, id, isArchived: false));
        }
    }

    private async Task UnarchiveAsync()
    {
        (ConversationStore store, Guid owner, Guid id) = (Store, Owner.Id, Conversation.Id);
        if (await store.SetArchivedAsync(owner, id, isArchived: false))
        {
            Snackbar.OfferUndo(Text["ChatUnarchived"], Text["Undo"], $"archived-{id}", () => store.SetArchivedAsync(owner, id, isArchived: true));
        }
    }

    private async Task DeleteAsync()
    {
        (ConversationStore store, NavigationManager navigation, AuditTrail trail) = (Store, Navigation, Trail);
        (Guid owner, Guid id, bool wasCurrent) = (Owner.Id, Conversation.Id, IsCurrent);
        if (wasCurrent)
        {
            navigation.NavigateTo("");
        }

        if (await store.DeleteAsync(owner, id))
        {
            await trail.RecordAsync(AuditAction.ConversationDeleted, new AuditTarget(AuditTargetKind.Conversation, id));
            Snackbar.OfferUndo(Text["ChatDeleted"], Text["Undo"], $"deleted-{id}", async () =>
            {
                await store.RestoreAsync(owner, id);
                if (wasCurrent)
                {
                    navigation.NavigateTo($"chat/{id}");
                }
            });
        }
    }
}
