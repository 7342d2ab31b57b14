namespace QwenWebChat.App.Chat;

/// <summary>The oldest turns of a conversation, without which it fits again.</summary>
/// <param name="FirstSentId">The first message that would still be sent.</param>
/// <param name="Turns">The user's message in each turn that is left out, oldest first.</param>
/// <param name="FreedTokens">The tokens of these turns.</param>
public sealed record ContextPlan(Guid FirstSentId, IReadOnlyList<string> Turns, int FreedTokens);
