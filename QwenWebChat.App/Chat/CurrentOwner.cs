using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>Whose conversations a request or circuit works on: the one place that says so until there are accounts.</summary>
internal sealed class CurrentOwner
{
    public Guid Id { get; } = Owner.LocalId;
}
