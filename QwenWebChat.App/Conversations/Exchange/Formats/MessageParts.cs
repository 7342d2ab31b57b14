using System.Text.Json;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>
/// Reads the content of a message: a text, or a list of parts in the formats of OpenAI (Chat Completions and Responses) and
/// Anthropic, which Open WebUI, LibreChat and Claude store with additional fields.
/// </summary>
internal static class MessageParts
{
    // Maximum depth of lists within parts; deeper lists are not read.
    private const int MaxDepth = 4;

    /// <exception cref="ImportException">The content is neither a text nor a list.</exception>
    public static void Read(JsonElement? content, DraftMessage message, DraftChat chat)
    {
        if (content is { ValueKind: not (JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Object) } other)
        {
            throw new ImportException($"{message.Where}.content", $"a JSON {other.ValueKind.ToString().ToLowerInvariant()}", "a text or a list of parts");
        }

        if (content is { } present)
        {
            ReadAny(present, message, chat, MaxDepth);
        }
    }

    /// <summary>
    /// Reads the tool calls of an answer in the format of Chat Completions: <c>tool_calls</c>, or <c>function_call</c> in
    /// older files.
    /// </summary>
    public static void ReadCalls(JsonElement answer, DraftMessage message)
    {
        foreach (JsonElement call in answer.List("tool_calls").Select(call => call.TryGet("function") ?? call).Concat(answer.TryGet("function_call") is { } old ? [old] : []))
        {
            message.AddNote(ToolNote.Call(call.TryGetText("name"), Raw(call.TryGet("arguments") ?? call.TryGet("args"))));
        }
    }

    private static void ReadAny(JsonElement content, DraftMessage message, DraftChat chat, int depth)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                message.AddText(content.GetString());
                break;
            case JsonValueKind.Array when depth > 0:
                foreach (JsonElement part in content.EnumerateArray())
                {
                    ReadAny(part, message, chat, depth - 1);
                }

                break;
            case JsonValueKind.Object:
                ReadPart(content, message, chat, depth);
                break;
            case JsonValueKind.Null:
                break;
            default:
                chat.OmitPart();
                break;
        }
    }

    private static void ReadPart(JsonElement part, DraftMessage message, DraftChat chat, int depth)
    {
        switch (part.TryGetText("type"))
        {
            case "image_url" or "input_image" or "image" or "image_file":
                chat.OmitPicture();
                break;
            case "think" or "thinking" or "reasoning":
                message.AddReasoning(TextOf(part, depth, "think", "thinking", "text", "content", "summary"));
                break;
            case "tool_use" or "server_tool_use" or "function_call":
                message.AddNote(ToolNote.Call(part.TryGetText("name"), Raw(part.TryGet("input") ?? part.TryGet("arguments"))));
                break;
            case "tool_result" or "web_search_tool_result" or "function_call_output":
                ReadResult(part, message, chat, depth);
                break;
            case "tool_call" when part.TryGet("tool_call") is { } call:
                ReadToolCall(call, message);
                break;
            case "message" when part.TryGet("content") is { } content && depth > 0:
                ReadAny(content, message, chat, depth - 1);
                break;
            case "file" or "input_file" or "document":
                ReadFile(part, message, chat);
                break;
            default:
                ReadText(part, message, chat, depth);
                break;
        }
    }

    private static void ReadText(JsonElement part, DraftMessage message, DraftChat chat, int depth)
    {
        if (TextOf(part, depth, "text", "refusal", "error") is { } text)
        {
            message.AddText(text);
        }
        else
        {
            chat.OmitPart();
        }
    }

    // The result may itself be a list of parts, pictures included.
    private static void ReadResult(JsonElement part, DraftMessage message, DraftChat chat, int depth)
    {
        DraftMessage result = new(message.Where, message.Id, null, DraftRole.Tool);
        ReadAny(part.TryGet("content") ?? part.TryGet("output") ?? default, result, chat, Math.Min(depth, 2));
        message.AddNote(ToolNote.Result(part.TryGetText("name"), result.Body));
    }

    private static void ReadToolCall(JsonElement call, DraftMessage message)
    {
        JsonElement function = call.TryGet("function") ?? call;
        message.AddNote(ToolNote.Call(function.TryGetText("name"), Raw(function.TryGet("args") ?? function.TryGet("arguments"))));
        if (function.TryGet("output") is { } output)
        {
            message.AddNote(ToolNote.Result(function.TryGetText("name"), Raw(output)));
        }
    }

    // A text inside the part is imported; a picture or another file is counted.
    private static void ReadFile(JsonElement part, DraftMessage message, DraftChat chat)
    {
        if (part.TryGet("source") is { } source && source.TryGetText("type") == "text" && source.TryGetText("data") is { } text)
        {
            message.AddAttachment(part.TryGetText("title"), text);
        }
        else
        {
            chat.OmitFile();
        }
    }

    // Returns the text under one of the names: plain, as {"value": …}, or in a list of parts.
    private static string? TextOf(JsonElement part, int depth, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            string? text = part.TryGet(name) switch
            {
                { ValueKind: JsonValueKind.String } plain => plain.GetString(),
                { ValueKind: JsonValueKind.Object } nested => nested.TryGetText("value"),
                { ValueKind: JsonValueKind.Array } list when depth > 0 => string.Join("\n\n", list.EnumerateArray().Select(item => item.TryGetText("text")).OfType<string>()),
                _ => null,
            };
            if (!string.IsNullOrEmpty(text))
            {
                return text;
            }
        }

        return part.TryGetText(names[0]);
    }

    private static string Raw(JsonElement? value) => value switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => other.GetRawText(),
    };
}
