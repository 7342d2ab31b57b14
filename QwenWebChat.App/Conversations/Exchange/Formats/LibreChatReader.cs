using System.Text.Json;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>
/// Reads LibreChat's export of a chat: messages that hold their answers as <c>children</c> ("recursive"), or a flat list
/// with <c>parentMessageId</c> (LibreChat's <c>useExportConversation</c>, <c>TMessage</c>). A message has a text, or parts
/// in <c>content</c>.
/// </summary>
internal static class LibreChatReader
{
    private const string OldThought = ":::thinking\n";
    private const string OldThoughtEnd = "\n:::";

    public static bool Handles(JsonElement chat) =>
        chat.IsList("messagesTree") || (chat.IsList("messages") && (chat.TryGet("conversationId") is not null || chat.List("messages").Any(message => message.TryGet("messageId") is not null)));

    /// <exception cref="ImportException">The chat is invalid. The message names the place and the error.</exception>
    public static ImportedConversation Read(JsonElement chat, string where, ImportContext context)
    {
        JsonElement options = chat.TryGet("options") ?? default;
        List<JsonElement> roots = [.. chat.List(chat.IsList("messagesTree") ? "messagesTree" : "messages")];
        DraftChat draft = new(where, chat.TryGetText("title"), chat.TryGetTime("createdAt") ?? roots.Select(message => message.TryGetTime("createdAt")).Min() ?? context.Now)
        {
            SystemPrompt = options.TryGetText("promptPrefix") ?? options.TryGetText("system"),
        };
        ReadAll(roots, draft);
        return draft.ToConversation(null, chat.TryGetTime("updatedAt")) with
        {
            IsArchived = chat.IsTrue("isArchived"),
            Settings = ImportedSampling.Read(options),
        };
    }

    // Uses its own stack instead of recursion: the tree is as deep as the chat is long.
    private static void ReadAll(List<JsonElement> roots, DraftChat chat)
    {
        // Nested children follow the message that holds them; a list without any parent is a chain.
        bool isChain = roots.TrueForAll(message => message.TryGet("parentMessageId") is null && message.TryGet("children") is null);
        Stack<(JsonElement Message, string? Parent)> open = new(roots.Select(message => (message, (string?)null)).Reverse());
        string? previous = null;
        for (int number = 0; open.TryPop(out (JsonElement Message, string? Parent) next); number++)
        {
            string id = next.Message.TryGetText("messageId") ?? $"#{number}";
            string? parent = next.Parent ?? next.Message.TryGetText("parentMessageId") ?? (isChain ? previous : null);
            ReadMessage(next.Message, chat.Add($"messages.{id}", id, parent, Role(next.Message), next.Message.TryGetTime("createdAt"), next.Message.TryGetText("sender")), chat);
            foreach (JsonElement child in next.Message.List("children").Reverse())
            {
                open.Push((child, id));
            }

            previous = id;
        }
    }

    private static string? Role(JsonElement message) => message.TryGet("isCreatedByUser") switch
    {
        { ValueKind: JsonValueKind.True } => "user",
        { ValueKind: JsonValueKind.False } => message.TryGetText("sender") == "System" ? "system" : "assistant",
        _ => message.TryGetText("role") ?? message.TryGetText("sender")?.ToLowerInvariant(),
    };

    private static void ReadMessage(JsonElement message, DraftMessage draft, DraftChat chat)
    {
        if (draft.Role == DraftRole.None)
        {
            return;
        }

        draft.State = message.IsTrue("error") ? MessageState.Failed : message.IsTrue("unfinished") ? MessageState.Stopped : MessageState.Finished;
        draft.Figures = message.TryGetText("model") is { } model && draft.Role == DraftRole.Assistant ? new AnswerFigures { Model = model } : null;
        MessageParts.Read(message.TryGet("content"), draft, chat);
        if (draft.IsBlank)
        {
            ReadText(message.TryGetText("text") ?? "", draft);
        }

        // Files that tools generated.
        foreach (JsonElement _ in message.List("attachments"))
        {
            chat.OmitPart();
        }

        if (message.TryGet("plugin") is not null)
        {
            chat.OmitPart();
        }

        foreach (JsonElement file in message.List("files"))
        {
            if (file.TryGetText("type")?.StartsWith("image/", StringComparison.Ordinal) == true)
            {
                chat.OmitPicture();
            }
            else if (file.TryGetText("text") is { Length: > 0 } text)
            {
                draft.AddAttachment(file.TryGetText("filename"), text);
            }
            else
            {
                chat.OmitFile();
            }
        }
    }

    // Versions of 2025 wrote reasoning into the text.
    private static void ReadText(string text, DraftMessage draft)
    {
        if (text.StartsWith(OldThought, StringComparison.Ordinal) && text.IndexOf(OldThoughtEnd, StringComparison.Ordinal) is > 0 and int end)
        {
            draft.AddReasoning(text[OldThought.Length..Math.Max(end, OldThought.Length)]);
            text = text[(end + OldThoughtEnd.Length)..].TrimStart('\n');
        }

        draft.AddText(text);
    }
}
