using System.Text.Json;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>
/// Reads a chat of Claude's <c>conversations.json</c>: <c>chat_messages</c> of <c>human</c> and <c>assistant</c> in order,
/// or as a tree by <c>parent_message_uuid</c>, whose roots name an id that no message has. The parts in <c>content</c> hold
/// more than <c>text</c>; older files have only <c>text</c>.
/// </summary>
internal static class ClaudeReader
{
    public static bool Handles(JsonElement chat) => chat.IsList("chat_messages");

    /// <exception cref="ImportException">The chat is invalid. The message names the place and the error.</exception>
    public static ImportedConversation Read(JsonElement chat, string where, ImportContext context)
    {
        DraftChat draft = new(where, chat.TryGetText("name"), chat.TryGetTime("created_at") ?? context.Now);
        JsonElement[] messages = [.. chat.List("chat_messages")];
        bool isTree = messages.Any(message => message.TryGetText("parent_message_uuid") is not null);
        string? previous = null;
        for (int place = 0; place < messages.Length; place++)
        {
            JsonElement message = messages[place];
            string id = message.TryGetText("uuid") ?? $"#{place}";
            ReadMessage(message, draft.Add(
                $"chat_messages[{place}]", id, isTree ? message.TryGetText("parent_message_uuid") : previous, message.TryGetText("sender") ?? message.TryGetText("role"), message.TryGetTime("created_at")), draft);
            previous = id;
        }

        return draft.ToConversation(chat.TryGetText("current_leaf_message_uuid"), chat.TryGetTime("updated_at")) with { IsPinned = chat.IsTrue("is_starred") };
    }

    private static void ReadMessage(JsonElement message, DraftMessage draft, DraftChat chat)
    {
        if (draft.Role == DraftRole.None)
        {
            return;
        }

        MessageParts.Read(message.TryGet("content"), draft, chat);
        if (draft.IsBlank)
        {
            MessageParts.Read(message.TryGet("text"), draft, chat);
        }

        foreach (JsonElement file in message.List("attachments"))
        {
            if (file.TryGetText("extracted_content") is { Length: > 0 } text)
            {
                draft.AddAttachment(file.TryGetText("file_name"), text);
            }
            else
            {
                Count(file, chat);
            }
        }

        // Newer chats list the same files again, with more detail.
        bool isNew = message.List("files_v2").Any();
        foreach (JsonElement file in message.List(isNew ? "files_v2" : "files").Where(file => !draft.Attachments.Exists(other => other.Name == file.TryGetText("file_name"))))
        {
            Count(file, chat);
        }
    }

    private static void Count(JsonElement file, DraftChat chat)
    {
        string ending = Path.GetExtension(file.TryGetText("file_name") ?? "").ToLowerInvariant();
        if (file.TryGetText("file_kind") == "image" || ending is ".png" or ".jpg" or ".jpeg" or ".gif" or ".webp")
        {
            chat.OmitPicture();
        }
        else
        {
            chat.OmitFile();
        }
    }
}
