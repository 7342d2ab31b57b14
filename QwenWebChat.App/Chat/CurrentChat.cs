namespace QwenWebChat.App.Chat;

/// <summary>The chat that this circuit's page shows, for the parts of the frame that tell of it.</summary>
internal sealed class CurrentChat
{
    public ChatSession? Session { get; private set; }

    /// <summary>Another chat is shown.</summary>
    public event Action? Changed;

    public void Show(ChatSession? session)
    {
        Session = session;
        Changed?.Invoke();
    }

    /// <summary>Its page goes; unless another one has already come.</summary>
    public void Leave(ChatSession session)
    {
        if (Session == session)
        {
            Show(null);
        }
    }
}
