using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.OpenAi.Responses;

/// <summary>Reads the input of a response: a text, or the items of a conversation.</summary>
internal static class ResponseInput
{
    /// <exception cref="ApiException">An item is invalid, or there is none.</exception>
    public static List<ChatMessage> Read(JsonField input, int maxItems)
    {
        if (input.IsText)
        {
            return [new ChatMessage(ChatRole.User, input.RequiredText())];
        }

        List<ChatMessage> messages = [];
        ToolHistory calls = new();
        foreach (JsonField item in input.IsArray ? input.Items(maxItems) : throw input.Expected("a string or an array of items"))
        {
            Add(item, messages, calls);
        }

        return messages.Count > 0 ? messages : throw ApiException.Invalid(input.Path, $"{input.Path} has no message; it must have at least one.");
    }

    private static void Add(JsonField item, List<ChatMessage> messages, ToolHistory calls)
    {
        JsonField type = item["type"];
        switch (type.Text() ?? "message")
        {
            case "message":
                messages.Add(new ChatMessage(RoleOf(item["role"]), ContentParts.Required(item["content"])));
                break;
            case "function_call":
                AddCall(item, messages, calls);
                break;
            case "function_call_output":
                messages.Add(new ChatMessage(ChatRole.Tool, [calls.Result(item["call_id"], ContentParts.TextOf(item["output"]))]));
                break;
            case "reasoning":
                // Thoughts are no part of the history that the model reads.
                break;
            case "item_reference":
                throw ApiException.NotSupported(item.Path, "nothing is stored; send the items themselves.");
            default:
                throw ApiException.NotSupported(item.Path, $"items of type {type.Text()} belong to tools that this server does not have.");
        }
    }

    // Calls that the model made together are one message, as it wrote them.
    private static void AddCall(JsonField item, List<ChatMessage> messages, ToolHistory calls)
    {
        FunctionCallContent call = calls.Add(item["call_id"], new FunctionCallContent(item["call_id"].RequiredText(), item["name"].RequiredText(), ToolHistory.ArgumentsOf(item["arguments"])));
        if (messages is [.., { } last] && last.Role == ChatRole.Assistant)
        {
            last.Contents.Add(call);
        }
        else
        {
            messages.Add(new ChatMessage(ChatRole.Assistant, [call]));
        }
    }

    private static ChatRole RoleOf(JsonField role) => role.RequiredText() switch
    {
        "system" or "developer" => ChatRole.System,
        "user" => ChatRole.User,
        "assistant" => ChatRole.Assistant,
        { } other => throw ApiException.Invalid(role.Path, $"{role.Path} is {other}; it must be system, developer, user or assistant."),
    };
}
