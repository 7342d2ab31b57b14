namespace QwenWebChat.App.Accounts;

/// <summary>A group with its members, by name.</summary>
/// <param name="RetentionDays">The number of days for which its members' conversations are kept; null for those of the server.</param>
public sealed record GroupView(Guid Id, string Name, int? RetentionDays, IReadOnlyList<GroupMemberView> Members);
