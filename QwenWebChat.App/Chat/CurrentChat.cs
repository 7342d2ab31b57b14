namespace QwenWebChat.App.Chat;

/// <summary>The chat that this circuit's page shows, for the parts of the frame that tell of it.</summary>
internal sealed class CurrentChat
{
    public Conversation? Conversation { get; private set; }

    /// <summary>Another chat is shown.</summary>
    public event Action? Changed;

    public void Show(Conversation? conversation)
    {
        Conversation = conversation;
        Changed?.Invoke();
    }

    /// <summary>Its page goes; unless another one has already come.</summary>
    public void Leave(Conversation conversation)
    {
        if (Conversation == conversation)
        {
            Show(null);
        }
    }
}
