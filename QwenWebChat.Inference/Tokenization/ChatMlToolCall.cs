using System.Text.Json;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>A call that the assistant made in an earlier turn.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">A JSON object; an OpenAI-style string has to be parsed first.</param>
public sealed record ChatMlToolCall(string Name, JsonElement Arguments);
