using System.Collections.Frozen;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>An account as requests are checked against it.</summary>
/// <param name="Stamp">Changes when the account's sessions must end: with its password, its role, its second factor and its name.</param>
internal sealed record AccountEntry(Guid Id, string Name, AccountRole Role, string? Stamp, bool IsPaused, bool HasPassword, bool HasTwoFactor, bool IsRescue, FrozenSet<Guid> GroupIds);
