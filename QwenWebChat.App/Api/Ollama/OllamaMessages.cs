using System.Globalization;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.Ollama;

/// <summary>Reads the messages of a chat. Calls have no ids; results belong to them by their order.</summary>
internal sealed class OllamaMessages
{
    private readonly List<FunctionCallContent> _pending = [];
    private int _callCount;

    private OllamaMessages()
    {
    }

    /// <exception cref="ApiException">A message is invalid, or there is none.</exception>
    public static List<ChatMessage> Read(JsonField field, int maxMessages)
    {
        JsonField[] items = field.Items(maxMessages);
        if (items.Length == 0)
        {
            throw ApiException.Invalid(field.Path, $"{field.Path} is {(field.IsNull ? "missing" : "empty")}; it must have at least one message.");
        }

        OllamaMessages messages = new();
        return [.. items.Select(messages.MessageOf)];
    }

    private ChatMessage MessageOf(JsonField item)
    {
        OptionFields.RefuseImages(item["images"]);
        JsonField role = item["role"];
        string text = item["content"].Text() ?? "";
        return role.RequiredText() switch
        {
            "system" => new ChatMessage(ChatRole.System, text),
            "user" => new ChatMessage(ChatRole.User, text),
            "assistant" => new ChatMessage(ChatRole.Assistant, [.. text.Length > 0 ? [new TextContent(text)] : Array.Empty<AIContent>(), .. item["tool_calls"].Items().Select(CallOf)]),
            "tool" => new ChatMessage(ChatRole.Tool, [ResultOf(item, text)]),
            { } other => throw ApiException.Invalid(role.Path, $"{role.Path} is {other}; it must be system, user, assistant or tool."),
        };
    }

    private FunctionCallContent CallOf(JsonField call)
    {
        JsonField function = call["function"];
        string id = (++_callCount).ToString(CultureInfo.InvariantCulture);
        FunctionCallContent content = new(id, function["name"].RequiredText(), ToolHistory.ArgumentsOf(function["arguments"]));
        _pending.Add(content);
        return content;
    }

    // The first call without a result, of the tool that the message names.
    private FunctionResultContent ResultOf(JsonField item, string text)
    {
        string? name = item["tool_name"].Text() ?? item["name"].Text();
        FunctionCallContent call = _pending.FirstOrDefault(pending => name is null || pending.Name == name)
            ?? throw ApiException.Invalid(item.Path, $"{item.Path} is the result of a tool, and no earlier message of the assistant has a call {(name is null ? "" : $"of {name} ")}without one.");
        _pending.Remove(call);
        return new FunctionResultContent(call.CallId, text);
    }
}
