using System.Text.Json;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>
/// Reads a chat in the format of OpenAI's Chat Completions, which many programs and data sets write: a list of messages
/// with <c>role</c> and <c>content</c>, or an object with such a list as <c>messages</c>. One chat for each line is JSON
/// Lines.
/// </summary>
internal static class MessageListReader
{
    public static bool Handles(JsonElement chat) =>
        chat.ValueKind == JsonValueKind.Array ? chat.EnumerateArray().Any(message => message.TryGet("role") is not null) : chat.IsList("messages");

    /// <exception cref="ImportException">The chat is invalid. The message names the place and the error.</exception>
    public static ImportedConversation Read(JsonElement chat, string where, ImportContext context)
    {
        DraftChat draft = new(where, chat.TryGetText("title") ?? chat.TryGetText("name"), chat.TryGetTime("created_at") ?? chat.TryGetTime("created") ?? context.Now);
        Dictionary<string, string> tools = [];
        string? previous = null;
        foreach (JsonElement message in chat.ValueKind == JsonValueKind.Array ? chat.EnumerateArray() : chat.List("messages"))
        {
            string id = $"{draft.Messages.Count}";
            string place = $"messages[{id}]";
            string? tool = message.TryGetText("name") ?? tools.GetValueOrDefault(message.TryGetText("tool_call_id") ?? "");
            ReadMessage(message, draft.Add(place, id, previous, message.TryGetText("role"), message.TryGetTime("created_at") ?? message.TryGetTime("timestamp"), tool), draft);
            foreach (JsonElement call in message.List("tool_calls"))
            {
                tools[call.TryGetText("id") ?? ""] = call.TryGet("function")?.TryGetText("name") ?? "";
            }

            previous = id;
        }

        return draft.ToConversation(null, null);
    }

    private static void ReadMessage(JsonElement message, DraftMessage draft, DraftChat chat)
    {
        if (draft.Role == DraftRole.None)
        {
            return;
        }

        draft.Figures = message.TryGetText("model") is { } model ? new AnswerFigures { Model = model } : null;
        draft.AddReasoning(message.TryGetText("reasoning_content") ?? message.TryGetText("reasoning"));
        MessageParts.Read(message.TryGet("content"), draft, chat);
        draft.AddText(message.TryGetText("refusal"));
        MessageParts.ReadCalls(message, draft);
    }
}
