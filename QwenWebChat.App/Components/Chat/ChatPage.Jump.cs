using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Chat;

namespace QwenWebChat.App.Components.Chat;

/// <summary>The way to one message, which the address names: its branch is shown, and it stands in view.</summary>
public sealed partial class ChatPage
{
    private Guid? _soughtId;

    /// <summary>The message to show; taken out of the address once it is, so that it can be asked for again.</summary>
    [SupplyParameterFromQuery(Name = "message")]
    public string? MessageId { get; set; }

    private async Task SeekAsync()
    {
        _soughtId = null;
        if (_session is not { } session || !Guid.TryParse(MessageId, out Guid id))
        {
            return;
        }

        // While an answer is being written its branch stays; the chat is then only opened.
        bool isShown = session.Messages.Exists(message => message.Id == id) || await session.ShowVersionAsync(id);
        if (isShown && session == _session)
        {
            _messages = session.Messages;
            _soughtId = id;
        }
    }

    private async Task JumpAsync()
    {
        int index = _messages.FindIndex(message => message.Id == _soughtId);
        if (index < 0 || _script is null)
        {
            return;
        }

        _soughtId = null;
        await _script.InvokeVoidAsync("toMessage", index);
        Navigation.NavigateTo($"chat/{_shownId}", replace: true);
    }
}
