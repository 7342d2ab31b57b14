using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>The account of a request or a circuit, as its claims say.</summary>
/// <param name="Stamp">The stamp of the account when it signed in; null for the local account without signing in.</param>
/// <param name="Session">Identifies the sign-in, of which there may be one in each browser; null without one.</param>
/// <param name="Method">The way in which the session was begun.</param>
/// <param name="SignedInAt">The time of the sign-in; null for the local account.</param>
/// <param name="KeyId">The API key of the request; null without one.</param>
internal sealed record SessionAccount(Guid Id, string Name, AccountRole Role, string? Stamp = null, string? Session = null, SignInMethod Method = SignInMethod.Password, DateTimeOffset? SignedInAt = null, Guid? KeyId = null);
