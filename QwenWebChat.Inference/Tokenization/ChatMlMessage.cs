namespace QwenWebChat.Inference.Tokenization;

/// <summary>A message of a conversation, in the form that Qwen2.5's chat template takes.</summary>
/// <param name="Role">system, user, assistant or tool.</param>
/// <param name="Content">The text; may be null in an assistant's message with tool calls.</param>
/// <param name="ToolCalls">The calls of an assistant's message.</param>
public sealed record ChatMlMessage(string Role, string? Content, IReadOnlyList<ChatMlToolCall>? ToolCalls = null);
