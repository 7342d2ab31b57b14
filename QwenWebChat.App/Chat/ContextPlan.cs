namespace QwenWebChat.App.Chat;

/// <summary>What would have to be left out for a conversation to fit again: its oldest turns.</summary>
/// <param name="FirstKeptId">The first message that the model would still be sent.</param>
/// <param name="Turns">What the user wrote in each turn that is left out, oldest first.</param>
/// <param name="FreedTokens">What they take.</param>
public sealed record ContextPlan(Guid FirstKeptId, IReadOnlyList<string> Turns, int FreedTokens);
