using System.Text.Json;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A JSON value of a file.</summary>
/// <param name="Where">The value's place in the file, for error messages; empty for the whole file.</param>
internal readonly record struct ImportedValue(string Where, JsonElement Value);
