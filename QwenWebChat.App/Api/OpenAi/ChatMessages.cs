using System.Text.Json;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>Reads the messages of Chat Completions.</summary>
internal static class ChatMessages
{
    /// <exception cref="ApiException">A message is invalid, or there is none.</exception>
    public static List<ChatMessage> Read(JsonField field, int maxMessages)
    {
        JsonField[] items = field.Items(maxMessages);
        if (items.Length == 0)
        {
            throw ApiException.Invalid(field.Path, $"{field.Path} is {(field.IsNull ? "missing" : "empty")}; it must have at least one message.");
        }

        ToolHistory calls = new();
        return [.. items.Select(item => MessageOf(item, calls))];
    }

    private static ChatMessage MessageOf(JsonField item, ToolHistory calls)
    {
        JsonField role = item["role"];
        JsonField content = item["content"];
        switch (role.RequiredText())
        {
            case "system" or "developer":
                return new ChatMessage(ChatRole.System, ContentParts.Required(content));
            case "user":
                return new ChatMessage(ChatRole.User, ContentParts.Required(content));
            case "assistant":
                AIContent[] made = [.. item["tool_calls"].Items().Select(call => calls.Add(call["id"], CallOf(call)))];
                return new ChatMessage(ChatRole.Assistant, [.. made.Length > 0 || !item["refusal"].IsNull ? ContentParts.Read(content) : ContentParts.Required(content), .. made]);
            case "tool":
                return new ChatMessage(ChatRole.Tool, [calls.Result(item["tool_call_id"], ContentParts.TextOf(content))]);
            default:
                throw ApiException.Invalid(role.Path, $"{role.Path} is {role.Text()}; it must be system, developer, user, assistant or tool.");
        }
    }

    private static FunctionCallContent CallOf(JsonField call)
    {
        JsonField function = call["function"];
        return new FunctionCallContent(call["id"].RequiredText(), function["name"].RequiredText(), ToolHistory.ArgumentsOf(function["arguments"]));
    }
}
