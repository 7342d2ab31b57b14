using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>A conversation in the sidebar: opened, renamed in place, pinned, archived, thrown away.</summary>
public sealed partial class ConversationItem
{
    // Long enough to notice and to reach for, as with everything else that is undone rather than asked about.
    private const int UndoMilliseconds = 8000;

    private ElementReference _field;
    private string? _title;
    private bool _mustFocus;
    private (ConversationSummary, bool, bool, string?)? _drawn;

    [Parameter, EditorRequired]
    public ConversationSummary Conversation { get; set; } = null!;

    [Parameter]
    public bool IsCurrent { get; set; }

    [Parameter]
    public bool IsGenerating { get; set; }

    [Inject]
    private ConversationStore Store { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    private string Title => Conversation.Title.Length > 0 ? Conversation.Title : Text["ExportUntitled"];

    // The list is drawn anew whenever anything happens to any conversation, and each line has a menu.
    protected override bool ShouldRender()
    {
        (ConversationSummary, bool, bool, string?) now = (Conversation, IsCurrent, IsGenerating, _title);
        bool isNew = now != _drawn;
        _drawn = now;
        return isNew;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_mustFocus)
        {
            _mustFocus = false;
            await _field.FocusAsync();
        }
    }

    private void BeginRename() => (_title, _mustFocus) = (Conversation.Title, true);

    private Task OnKeyAsync(KeyboardEventArgs e)
    {
        if (e.Key == "Escape")
        {
            _title = null;
        }

        return e.Key == "Enter" ? KeepTitleAsync() : Task.CompletedTask;
    }

    // Leaving the field keeps it too; a blank one leaves the old title.
    private async Task KeepTitleAsync()
    {
        if (_title is { } title)
        {
            _title = null;
            if (title != Conversation.Title)
            {
                await Store.RenameAsync(Owner.Id, Conversation.Id, title);
            }
        }
    }

    private Task<bool> TogglePinAsync() => Store.SetPinnedAsync(Owner.Id, Conversation.Id, !Conversation.IsPinned);

    private async Task ArchiveAsync()
    {
        (ConversationStore store, Guid owner, Guid id) = (Store, Owner.Id, Conversation.Id);
        if (await store.SetArchivedAsync(owner, id, isArchived: true))
        {
            OfferUndo(Text["ChatArchived"], $"archived-{id}", () => store.SetArchivedAsync(owner, id, isArchived: false));
        }
    }

    private async Task DeleteAsync()
    {
        (ConversationStore store, NavigationManager navigation) = (Store, Navigation);
        (Guid owner, Guid id, bool wasCurrent) = (Owner.Id, Conversation.Id, IsCurrent);
        if (wasCurrent)
        {
            navigation.NavigateTo("");
        }

        if (await store.DeleteAsync(owner, id))
        {
            OfferUndo(Text["ChatDeleted"], $"deleted-{id}", async () =>
            {
                await store.RestoreAsync(owner, id);
                if (wasCurrent)
                {
                    navigation.NavigateTo($"chat/{id}");
                }
            });
        }
    }

    // By then this line is gone: nothing of it is used.
    private void OfferUndo(string message, string key, Func<Task> undo) => Snackbar.Add(message, Severity.Normal, options =>
    {
        options.HideIcon = true;
        options.Action = Text["Undo"];
        options.VisibleStateDuration = UndoMilliseconds;
        options.OnClick = _ => undo();
    }, key);
}
