namespace QwenWebChat.App.Accounts.Passkeys;

/// <summary>A passkey as the profile shows it.</summary>
/// <param name="Id">Its credential id, in base 64 for URLs.</param>
internal sealed record PasskeyView(string Id, string Name, DateTimeOffset CreatedAt);
