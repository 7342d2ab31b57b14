using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>An account as the list of members shows it.</summary>
internal sealed record AccountView(Guid Id, string Name, AccountRole Role, bool IsPaused, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt);
