namespace QwenWebChat.App.Conversations;

/// <summary>A kept prompt; <c>{{names}}</c> in its text are asked for when it is used.</summary>
public sealed record PromptView(Guid Id, string Title, string Text);
