using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts.Provider;

/// <summary>The account of a person who signs in at the provider.</summary>
/// <param name="IsNew">True if it was made for this sign-in.</param>
/// <param name="NewRole">The role that it got with this sign-in; null if it has not changed.</param>
internal sealed record ProviderEntry(Guid Id, string Name, bool IsNew, AccountRole? NewRole);
