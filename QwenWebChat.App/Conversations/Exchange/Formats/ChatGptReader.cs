using System.Text.Json;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>
/// Reads a chat of ChatGPT's <c>conversations.json</c>: a map of nodes with <c>parent</c> and <c>children</c>, many of them
/// without a message, hidden, or of a tool; <c>current_node</c> is the end of the branch that was shown. OpenAI does not
/// document the format; the authors of public readers describe its content.
/// </summary>
internal static class ChatGptReader
{
    public static bool Handles(JsonElement chat) => chat.IsObject("mapping");

    /// <exception cref="ImportException">The chat is invalid. The message names the place and the error.</exception>
    public static ImportedConversation Read(JsonElement chat, string where, ImportContext context)
    {
        JsonElement mapping = chat.GetProperty("mapping");
        DraftChat draft = new(where, chat.TryGetText("title"), chat.TryGetTime("create_time") ?? context.Now);
        Dictionary<string, string> parents = Parents(mapping);
        foreach (JsonProperty node in mapping.EnumerateObject())
        {
            string? parent = node.Value.TryGetText("parent") ?? parents.GetValueOrDefault(node.Name);
            if (node.Value.TryGet("message") is { ValueKind: JsonValueKind.Object } message)
            {
                ReadMessage(message, node.Name, parent, draft);
            }
            else
            {
                draft.Add(new DraftMessage($"{where}.mapping.{node.Name}", node.Name, parent, DraftRole.None));
            }
        }

        return draft.ToConversation(chat.TryGetText("current_node"), chat.TryGetTime("update_time")) with
        {
            IsPinned = chat.IsTrue("is_starred"),
            IsArchived = chat.IsTrue("is_archived"),
        };
    }

    // Some exporters write only the children.
    private static Dictionary<string, string> Parents(JsonElement mapping)
    {
        Dictionary<string, string> parents = [];
        foreach (JsonProperty node in mapping.EnumerateObject())
        {
            foreach (JsonElement child in node.Value.List("children").Where(child => child.ValueKind == JsonValueKind.String))
            {
                parents.TryAdd(child.GetString()!, node.Name);
            }
        }

        return parents;
    }

    private static void ReadMessage(JsonElement message, string id, string? parent, DraftChat chat)
    {
        JsonElement author = message.TryGet("author") ?? default;
        JsonElement metadata = message.TryGet("metadata") ?? default;
        JsonElement content = message.TryGet("content") ?? default;
        string? recipient = message.TryGetText("recipient") is { } to and not "all" ? to : null;
        bool isContext = content.TryGetText("content_type") == "user_editable_context";
        DraftMessage draft = chat.Add(
            $"mapping.{id}", id, parent, isContext ? "system" : author.TryGetText("role"), message.TryGetTime("create_time"), recipient ?? author.TryGetText("name"));
        if (draft.Role == DraftRole.None)
        {
            return;
        }

        draft.State = State(message, metadata);
        draft.Figures = metadata.TryGetText("model_slug") is { } model && draft.Role == DraftRole.Assistant ? new AnswerFigures { Model = model } : null;
        ChatGptContent.Read(content, draft, chat, isCall: draft.Role == DraftRole.Assistant && recipient is not null);
        ChatGptContent.CountAttachments(metadata, content, chat);
        if (metadata.IsTrue("is_visually_hidden_from_conversation") && draft.Role != DraftRole.System)
        {
            Hide(draft, chat);
        }
    }

    private static void Hide(DraftMessage draft, DraftChat chat)
    {
        if (draft.IsBlank)
        {
            draft.Role = DraftRole.None;
        }
        else
        {
            chat.Omit(draft);
        }
    }

    private static MessageState State(JsonElement message, JsonElement metadata) => (message.TryGetText("status"), metadata.TryGet("finish_details")?.TryGetText("type")) switch
    {
        (_, "max_tokens") => MessageState.LengthLimit,
        ("in_progress", _) or (_, "interrupted") => MessageState.Stopped,
        _ => MessageState.Finished,
    };
}
