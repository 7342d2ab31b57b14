namespace QwenWebChat.App.Chat;

/// <summary>The conversation that this circuit's page shows, for the layout around it.</summary>
internal sealed class CurrentChat
{
    public Conversation? Conversation { get; private set; }

    /// <summary>Raised after another conversation is shown.</summary>
    public event Action? Changed;

    public void Show(Conversation? conversation)
    {
        Conversation = conversation;
        Changed?.Invoke();
    }

    /// <summary>Shows none, unless another page has replaced the one that calls.</summary>
    public void Leave(Conversation conversation)
    {
        if (Conversation == conversation)
        {
            Show(null);
        }
    }
}
