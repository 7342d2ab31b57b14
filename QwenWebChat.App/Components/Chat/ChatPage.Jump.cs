using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Chat;

namespace QwenWebChat.App.Components.Chat;

/// <summary>
/// Selects the messages that are rendered: the last ones at first, and earlier ones on scrolling up. Also jumps to the
/// message in the address: shows its branch and scrolls to it.
/// </summary>
public sealed partial class ChatPage
{
    // A few screens; more messages would delay the opening of a long chat.
    private const int FirstDrawn = 40;
    private const int DrawnMore = 80;
    private const int DrawnBefore = 10;

    private int _hiddenCount;
    private Guid? _soughtId;

    /// <summary>The message to show; removed from the address afterwards, so that it can be requested again.</summary>
    [SupplyParameterFromQuery(Name = "message")]
    public string? MessageId { get; set; }

    private async Task SeekAsync()
    {
        _soughtId = null;
        if (_conversation is not { } conversation || !Guid.TryParse(MessageId, out Guid id))
        {
            return;
        }

        // While an answer is being generated, the branch cannot change and the chat is only opened. If another page has
        // already shown the message, the conversation rejects the change but the message is there.
        bool isShown = IsIn(conversation, id) || await conversation.ShowVersionAsync(id) || IsIn(conversation, id);
        if (isShown && conversation == _conversation)
        {
            _messages = conversation.Messages;
            _soughtId = id;
            _hiddenCount = Math.Min(_hiddenCount, Math.Max(0, _messages.FindIndex(message => message.Id == id) - DrawnBefore));
        }
    }

    private static bool IsIn(Conversation conversation, Guid id) => conversation.Messages.Exists(message => message.Id == id);

    private void ShowEarlier() => _hiddenCount = Math.Max(0, _hiddenCount - DrawnMore);

    private async Task JumpAsync()
    {
        int index = _messages.FindIndex(message => message.Id == _soughtId);
        if (index < 0 || _script is null)
        {
            return;
        }

        _soughtId = null;
        await _script.InvokeVoidAsync("toMessage", index - _hiddenCount);
        Navigation.NavigateTo($"chat/{_shownId}", replace: true);
    }
}
