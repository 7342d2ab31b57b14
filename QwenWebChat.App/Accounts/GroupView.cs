namespace QwenWebChat.App.Accounts;

/// <summary>A group with its members, by name.</summary>
public sealed record GroupView(Guid Id, string Name, IReadOnlyList<GroupMemberView> Members);
