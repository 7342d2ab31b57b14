using System.Text.Json;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>Reads OpenAI-style messages; every error has the location, what was found and what is expected.</summary>
internal static class ChatMessageReader
{
    private const string Roles = "system, user, assistant or tool";

    public static IReadOnlyList<ChatMlMessage> ReadMessages(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            string found = list.ValueKind == JsonValueKind.Array ? "an empty array" : CheckpointJson.Describe(list);
            throw Error("messages", found, "an array of at least one message");
        }

        return [.. list.EnumerateArray().Select((message, i) => ReadMessage(message, $"messages[{i}]"))];
    }

    public static FormatException Error(string place, string found, string expected, Exception? inner = null) =>
        new($"{place}: found {found}; expected {expected}.", inner);

    /// <summary>Rejects a value that cannot be written into the prompt, here, because the location is known.</summary>
    public static void RequireWholeCharacters(JsonElement value, string place)
    {
        try
        {
            TemplateJson.Write(value);
        }
        catch (FormatException error)
        {
            throw Error(place, "half a surrogate pair in a string", "whole characters", error);
        }
    }

    private static ChatMlMessage ReadMessage(JsonElement message, string place)
    {
        RequireObject(message, place);
        string role = ReadText(message, "role", place, Roles);
        if (role is not ("system" or "user" or "assistant" or "tool"))
        {
            throw Error($"{place}.role", $"'{role}'", Roles);
        }

        IReadOnlyList<ChatMlToolCall> calls = ReadToolCalls(message, place);
        if (calls.Count > 0 && role != "assistant")
        {
            throw Error($"{place}.tool_calls", $"calls of the role {role}", "calls of the assistant alone");
        }

        bool mayBeEmpty = calls.Count > 0
            && (!message.TryGetProperty("content", out JsonElement content) || content.ValueKind == JsonValueKind.Null);
        return new ChatMlMessage(role, mayBeEmpty ? null : ReadText(message, "content", place, "a string"), calls);
    }

    private static IReadOnlyList<ChatMlToolCall> ReadToolCalls(JsonElement message, string place)
    {
        if (!message.TryGetProperty("tool_calls", out JsonElement calls) || calls.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return calls.ValueKind == JsonValueKind.Array
            ? [.. calls.EnumerateArray().Select((call, i) => ReadToolCall(call, $"{place}.tool_calls[{i}]"))]
            : throw Error($"{place}.tool_calls", CheckpointJson.Describe(calls), "an array");
    }

    private static ChatMlToolCall ReadToolCall(JsonElement call, string place)
    {
        RequireObject(call, place);
        if (call.TryGetProperty("function", out JsonElement function))
        {
            call = function;
            place += ".function";
            RequireObject(call, place);
        }

        return new ChatMlToolCall(ReadText(call, "name", place, "the name of a function"), ReadArguments(call, $"{place}.arguments"));
    }

    private static JsonElement ReadArguments(JsonElement call, string place)
    {
        const string Expected = "an object, or a string that holds one as JSON";
        call.TryGetProperty("arguments", out JsonElement arguments);
        if (arguments.ValueKind == JsonValueKind.String)
        {
            string json = ReadText(call, "arguments", place[..place.LastIndexOf('.')], Expected);
            try
            {
                using JsonDocument document = JsonDocument.Parse(json);
                arguments = document.RootElement.Clone();
            }
            catch (JsonException error)
            {
                throw Error(place, "a string that is not JSON", Expected, error);
            }
        }

        if (arguments.ValueKind != JsonValueKind.Object)
        {
            throw Error(place, CheckpointJson.Describe(arguments), Expected);
        }

        RequireWholeCharacters(arguments, place);
        return arguments;
    }

    private static void RequireObject(JsonElement value, string place)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Error(place, CheckpointJson.Describe(value), "an object");
        }
    }

    private static string ReadText(JsonElement owner, string name, string place, string expected)
    {
        owner.TryGetProperty(name, out JsonElement value);
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Error($"{place}.{name}", CheckpointJson.Describe(value), expected);
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw Error($"{place}.{name}", "half a surrogate pair in a string", "whole characters", error);
        }
    }
}
