using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Setup;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Components.Chat;

/// <summary>The user's actions on the conversation.</summary>
public sealed partial class ChatPage
{
    private static readonly DialogOptions WideDialog = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = false, CloseButton = true };

    [Inject]
    private ChatDefaults Defaults { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    private MessageActions CreateActions() => new()
    {
        Regenerate = EventCallback.Factory.Create<Guid>(this, id => AskAsync(conversation => conversation.RegenerateAsync(id))),
        Continue = EventCallback.Factory.Create(this, () => AskAsync(conversation => conversation.ContinueAsync())),
        Edit = EventCallback.Factory.Create<(Guid Id, string Text)>(this, EditAsync),
        EditAnswer = EventCallback.Factory.Create<(Guid Id, string Text)>(this, edited => _conversation?.EditAnswerAsync(edited.Id, edited.Text) ?? Task.CompletedTask),
        Copy = EventCallback.Factory.Create<(string Text, ElementReference Button)>(this, CopyAsync),
        Download = EventCallback.Factory.Create<AnswerFile>(this, DownloadAsync),
        ShowVersion = EventCallback.Factory.Create<Guid>(this, id => _conversation?.ShowVersionAsync(id) ?? Task.CompletedTask),
        Delete = EventCallback.Factory.Create<Guid>(this, DeleteAsync),
        Feedback = EventCallback.Factory.Create<(Guid Id, MessageFeedback? Feedback)>(this, given => _conversation?.SetFeedbackAsync(given.Id, given.Feedback) ?? Task.CompletedTask),
        Decide = EventCallback.Factory.Create<(Guid QuestionId, ToolDecision Decision)>(this, given => _conversation?.Decide(given.QuestionId, given.Decision)),
        SendAll = EventCallback.Factory.Create(this, () => _conversation?.SendAllAsync() ?? Task.CompletedTask),
    };

    private Task<bool> SendAsync(Draft draft) => AskAsync(conversation => conversation.SendAsync(draft));

    // A failed message returns to the composer, like every message that was not accepted.
    private async Task EditAsync((Guid Id, string Text) edited)
    {
        if (!await AskAsync(conversation => conversation.EditAsync(edited.Id, edited.Text)))
        {
            await _composer.RestoreAsync(new Draft(edited.Text));
        }
    }

    private async Task CopyAsync((string Text, ElementReference Button) copied)
    {
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("copyMessage", copied.Text, copied.Button);
        }
    }

    private async Task DownloadAsync(AnswerFile file)
    {
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("save", $"{ExportFileName.Of(_conversation?.Title ?? "")}.{file.Ending}", file.MediaType, file.Text);
        }
    }

    private async Task<bool> AskAsync(Func<Conversation, Task<bool>> ask)
    {
        if (!CanSend || _conversation is not { } conversation)
        {
            return false;
        }

        _takesReturned = true;
        if (!await ask(conversation))
        {
            return false;
        }

        await ScrollToEndAsync();
        return true;
    }

    private async Task PickAsync(string prompt)
    {
        if (!await SendAsync(new Draft(prompt)))
        {
            await _composer.RestoreAsync(new Draft(prompt));
        }
    }

    private async Task LeaveOutAsync(bool summarizes)
    {
        Draft? refused = _conversation?.RejectedDraft;
        if (await AskAsync(conversation => conversation.LeaveOutAsync(summarizes)) && refused is not null)
        {
            await _composer.ForgetAsync(refused);
        }
    }

    private async Task DeleteAsync(Guid messageId)
    {
        if (_conversation is not { } conversation || await conversation.DeleteBranchAsync(messageId) is not { } deleted)
        {
            return;
        }

        Snackbar.OfferUndo(Text["MessagesDeleted", deleted.Messages.Count], Text["Undo"], $"branch-{messageId}", () => conversation.RestoreBranchAsync(deleted));
        await _composer.FocusAsync();
    }

    private Task<ContextUse?> MeasureAsync(Draft draft)
    {
        if (_conversation is not { Meter: { } meter } conversation)
        {
            return Task.FromResult<ContextUse?>(null);
        }

        // The first token count of a long conversation takes a while.
        AnswerRequest request = new(conversation.Messages) { Draft = draft.IsEmpty ? null : draft };
        return Task.Run<ContextUse?>(() => meter.Measure(request.Path, conversation.Setup, request.Draft is not null));
    }

    private async Task SetUpAsync()
    {
        if (_conversation is not { } conversation)
        {
            return;
        }

        DialogParameters<SetupDialog> parameters = new() { { dialog => dialog.Setup, conversation.Setup }, { dialog => dialog.Model, _status } };
        IDialogReference dialog = await Dialogs.ShowAsync<SetupDialog>(null, parameters, WideDialog);
        if (await dialog.WhenClosedAsync() is { Canceled: false, Data: SetupChoice choice })
        {
            await conversation.SetSetupAsync(choice.Setup);
            if (choice.IsDefault)
            {
                await Defaults.SetAsync(Owner.Id, choice.Setup);
            }
        }

        await _composer.FocusAsync();
    }

    private Task SetToolsAsync(ToolNameSet tools) => _conversation is { } conversation ? conversation.SetSetupAsync(conversation.Setup with { Tools = tools }) : Task.CompletedTask;

    private async Task PickPromptAsync()
    {
        DialogParameters<PromptDialog> parameters = new() { { dialog => dialog.Draft, _composer.Written } };
        IDialogReference dialog = await Dialogs.ShowAsync<PromptDialog>(null, parameters, WideDialog);
        if (await dialog.WhenClosedAsync() is { Canceled: false, Data: string text })
        {
            await _composer.RestoreAsync(new Draft(text));
        }

        await _composer.FocusAsync();
    }

    private void Stop() => _conversation?.Stop();

    private void NewChat() => Navigation.NavigateTo("");

    private ValueTask ScrollToEndAsync() => _script?.InvokeVoidAsync("toEnd") ?? ValueTask.CompletedTask;
}
