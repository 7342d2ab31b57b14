using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>The owner of the conversations that a request or circuit works on; always the local one until there are accounts.</summary>
internal sealed class CurrentOwner
{
    public Guid Id { get; } = Owner.LocalId;
}
