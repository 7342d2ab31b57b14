using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Chat;

namespace QwenWebChat.App.Components.Chat;

/// <summary>
/// Which messages are drawn: the last ones at first, earlier ones as one scrolls up. And the way to one that the address
/// names: its branch is shown, and it stands in view.
/// </summary>
public sealed partial class ChatPage
{
    // Some screens full; the rest of a long chat would hold up its opening.
    private const int FirstDrawn = 40;
    private const int DrawnMore = 80;
    private const int DrawnBefore = 10;

    private int _hiddenCount;
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
        // Where somebody else has shown it meanwhile, the session refuses, and it is there all the same.
        bool isShown = IsIn(session, id) || await session.ShowVersionAsync(id) || IsIn(session, id);
        if (isShown && session == _session)
        {
            _messages = session.Messages;
            _soughtId = id;
            _hiddenCount = Math.Min(_hiddenCount, Math.Max(0, _messages.FindIndex(message => message.Id == id) - DrawnBefore));
        }
    }

    private static bool IsIn(ChatSession session, Guid id) => session.Messages.Exists(message => message.Id == id);

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
