using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>An account as the list of members shows it.</summary>
/// <param name="HasSecondFactor">True if it has a second factor or passkeys, which an administrator can remove.</param>
internal sealed record AccountView(Guid Id, string Name, AccountRole Role, bool IsPaused, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt, bool HasSecondFactor);
