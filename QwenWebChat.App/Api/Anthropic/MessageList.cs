using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.Anthropic;

/// <summary>Reads the system message and the messages of a request.</summary>
internal static class MessageList
{
    /// <exception cref="ApiException">A message is invalid, or there is none.</exception>
    public static List<ChatMessage> Read(JsonField body, int maxMessages)
    {
        JsonField field = body["messages"];
        JsonField[] items = field.Items(maxMessages);
        if (items.Length == 0)
        {
            throw ApiException.Invalid(field.Path, $"{field.Path} is {(field.IsNull ? "missing" : "empty")}; it must have at least one message.");
        }

        List<ChatMessage> messages = ContentBlocks.SystemOf(body["system"]) is { Length: > 0 } system ? [new ChatMessage(ChatRole.System, system)] : [];
        ToolHistory calls = new();
        foreach (JsonField item in items)
        {
            Add(messages, item, calls);
        }

        return messages[^1].Contents.OfType<FunctionCallContent>().Any()
            ? throw ApiException.Invalid(items[^1].Path, $"{items[^1].Path} calls a tool, and nothing follows; a message with the result must.")
            : messages;
    }

    private static void Add(List<ChatMessage> messages, JsonField item, ToolHistory calls)
    {
        JsonField role = item["role"];
        JsonField content = item["content"];
        switch (role.RequiredText())
        {
            case "user":
                IList<AIContent> contents = ContentBlocks.UserContents(content, calls);
                AIContent[] results = [.. contents.OfType<FunctionResultContent>()];
                if (results.Length > 0)
                {
                    messages.Add(new ChatMessage(ChatRole.Tool, results));
                }

                if (results.Length < contents.Count || results.Length == 0)
                {
                    messages.Add(new ChatMessage(ChatRole.User, [.. contents.Except(results)]));
                }

                break;
            case "assistant":
                messages.Add(new ChatMessage(ChatRole.Assistant, ContentBlocks.AssistantContents(content, calls)));
                break;
            case "system":
                messages.Add(new ChatMessage(ChatRole.System, ContentBlocks.SystemOf(content)));
                break;
            default:
                throw ApiException.Invalid(role.Path, $"{role.Path} is {role.Text()}; it must be user or assistant.");
        }
    }
}
