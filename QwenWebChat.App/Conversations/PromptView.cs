namespace QwenWebChat.App.Conversations;

/// <summary>A saved prompt. The user is asked for the values of <c>{{names}}</c> in its text when it is used.</summary>
public sealed record PromptView(Guid Id, string Title, string Text);
