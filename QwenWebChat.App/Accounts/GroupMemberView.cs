namespace QwenWebChat.App.Accounts;

/// <summary>An account as groups name it.</summary>
public sealed record GroupMemberView(Guid Id, string Name);
