namespace QwenWebChat.App.Data;

/// <summary>The membership of an account in a group. It ends with either.</summary>
internal sealed class GroupMember
{
    public required Guid GroupId { get; init; }

    public required Guid AccountId { get; init; }
}
