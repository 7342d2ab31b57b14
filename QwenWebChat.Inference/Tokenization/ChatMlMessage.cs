namespace QwenWebChat.Inference.Tokenization;

/// <summary>A message of a conversation as Qwen2.5's chat template takes it.</summary>
/// <param name="Role">system, user, assistant or tool.</param>
/// <param name="Content">The text; may be null where an assistant's message has tool calls.</param>
/// <param name="ToolCalls">The calls of an assistant's message.</param>
public sealed record ChatMlMessage(string Role, string? Content, IReadOnlyList<ChatMlToolCall>? ToolCalls = null);
