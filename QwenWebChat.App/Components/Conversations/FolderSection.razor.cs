using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>A folder in the sidebar: opens and closes, is renamed in place, moved among the others, and deleted.</summary>
public sealed partial class FolderSection
{
    private bool _isRenaming;

    [Parameter, EditorRequired]
    public FolderView Folder { get; set; } = null!;

    [Parameter]
    public bool IsOpen { get; set; }

    /// <summary>The conversations in it; null until they are read.</summary>
    [Parameter]
    public ConversationPage? Content { get; set; }

    /// <summary>The conversation that the page shows.</summary>
    [Parameter]
    public Guid? CurrentId { get; set; }

    [Parameter]
    public bool IsFirst { get; set; }

    [Parameter]
    public bool IsLast { get; set; }

    [Parameter]
    public EventCallback OnToggle { get; set; }

    [Parameter]
    public EventCallback OnShowMore { get; set; }

    /// <summary>Raised with the number of positions to move down.</summary>
    [Parameter]
    public EventCallback<int> OnMove { get; set; }

    [Inject]
    private FolderStore Folders { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    private string ContentId => $"folder-{Folder.Id}";

    private void BeginRename() => _isRenaming = true;

    private async Task RenameAsync(string? name)
    {
        _isRenaming = false;
        if (name is not null)
        {
            await Folders.RenameAsync(Owner.Id, Folder.Id, name);
        }
    }

    private async Task DeleteAsync()
    {
        (FolderStore folders, Guid owner, AuditTrail trail) = (Folders, Owner.Id, Trail);
        if (await folders.DeleteAsync(owner, Folder.Id) is { } deleted)
        {
            await trail.RecordAsync(AuditAction.FolderDeleted, new AuditTarget(AuditTargetKind.Folder, deleted.Id));
            Snackbar.OfferUndo(Text["FolderDeleted"], Text["Undo"], $"folder-{deleted.Id}", () => folders.RestoreAsync(owner, deleted));
        }
    }
}
