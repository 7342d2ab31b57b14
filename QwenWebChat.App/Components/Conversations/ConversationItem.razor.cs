using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>A conversation in the sidebar: opens it, renames it in place, and offers its menu.</summary>
public sealed partial class ConversationItem
{
    private bool _isRenaming;
    private (ConversationSummary, bool, bool, bool)? _drawn;

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

    private string Title => Conversation.Title.Length > 0 ? Conversation.Title : Text["ExportUntitled"];

    private string? DueText => RetentionTexts.Of(Text, Conversation);

    // The list renders whenever a conversation changes, and each item has a menu.
    protected override bool ShouldRender()
    {
        (ConversationSummary, bool, bool, bool) now = (Conversation, IsCurrent, IsGenerating, _isRenaming);
        bool isNew = now != _drawn;
        _drawn = now;
        return isNew;
    }

    private void BeginRename() => _isRenaming = true;

    private async Task RenameAsync(string? title)
    {
        _isRenaming = false;
        if (title is not null)
        {
            await Store.RenameAsync(Owner.Id, Conversation.Id, title);
        }
    }
}
