using System.Text.Json;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Reads the messages of one chat of Open WebUI.</summary>
internal static class OpenWebUiMessages
{
    /// <exception cref="ImportException">What is wrong, and where.</exception>
    public static IReadOnlyList<ImportedMessage> Read(JsonElement map, string where, DateTimeOffset created)
    {
        // An entry without a role is what a deletion there leaves behind.
        List<JsonProperty> present = [.. map.EnumerateObject().Where(entry => entry.Value.TryGet("role") is not null)];
        HashSet<string> ids = [.. present.Select(entry => entry.Name)];
        return [.. present
            .Select(entry => ReadMessage(entry, $"{where}.{entry.Name}", ids, created))
            .OrderBy(message => message.CreatedAt)];
    }

    private static ImportedMessage ReadMessage(JsonProperty entry, string where, HashSet<string> ids, DateTimeOffset created)
    {
        JsonElement message = entry.Value;
        string? parent = message.TryGetText("parentId");
        return new ImportedMessage(
            where,
            entry.Name,
            parent is not null && ids.Contains(parent) ? parent : null,
            Role(message, where),
            Text(message, where),
            State(message),
            OpenWebUiReader.Time(message, "timestamp") ?? created)
        {
            Figures = Figures(message),
            Feedback = message.TryGet("annotation")?.TryGetNumber("rating") switch { > 0 => MessageFeedback.Up, < 0 => MessageFeedback.Down, _ => null },
        };
    }

    private static MessageRole Role(JsonElement message, string where) => message.TryGetText("role") switch
    {
        "user" => MessageRole.User,
        "assistant" => MessageRole.Assistant,
        "system" => MessageRole.System,
        _ => throw new ImportException($"{where}.role", message.GetProperty("role").GetRawText(), "\"user\", \"assistant\" or \"system\""),
    };

    /// <summary>A string, or a list of parts of which those of text are kept; pictures have no place here.</summary>
    private static string Text(JsonElement message, string where) => message.TryGet("content") switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Join("\n\n", parts.EnumerateArray().Select(part => part.TryGetText("text")).OfType<string>()),
        { } other => throw new ImportException($"{where}.content", $"a JSON {other.ValueKind.ToString().ToLowerInvariant()}", "a text or a list of parts"),
    };

    private static MessageState State(JsonElement message) =>
        message.TryGet("error") is { ValueKind: not JsonValueKind.False } ? MessageState.Failed
        : message.TryGet("done") is { ValueKind: JsonValueKind.False } ? MessageState.Stopped
        : MessageState.Finished;

    private static MessageFigures? Figures(JsonElement message)
    {
        JsonElement usage = message.TryGet("usage") ?? message.TryGet("info") ?? default;
        MessageFigures figures = new()
        {
            Model = message.TryGetText("model"),
            AnswerTokens = usage.TryGetWhole("completion_tokens") ?? usage.TryGetWhole("eval_count"),
            PromptTokens = usage.TryGetWhole("prompt_tokens") ?? usage.TryGetWhole("prompt_eval_count"),
            TokensPerSecond = usage.TryGetNumber("response_token/s"),
        };
        return figures == new MessageFigures() ? null : figures;
    }
}
