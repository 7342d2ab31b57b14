using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>A tool as a grammar of calls needs it.</summary>
/// <param name="Parameters">The JSON Schema of the arguments, which are an object.</param>
public sealed record ToolSignature(string Name, JsonElement Parameters);
