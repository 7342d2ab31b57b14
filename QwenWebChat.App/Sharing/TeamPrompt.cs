namespace QwenWebChat.App.Sharing;

/// <summary>A prompt of somebody else that a group may use.</summary>
/// <param name="Id">The id of the prompt.</param>
public sealed record TeamPrompt(Guid Id, string Title, string Text, string GroupName);
