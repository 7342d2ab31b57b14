using System.Text.Json;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>
/// Reads a chat of Open WebUI's export, with its messages as a map under <c>chat.history.messages</c> (open-webui's
/// <c>models/chats.py</c>, <c>DataControls.svelte</c>). <c>parentId</c> defines the tree; <c>childrenIds</c> repeats it and
/// is not read.
/// </summary>
internal static class OpenWebUiReader
{
    private const string Expected = "a chat of Open WebUI, with chat.history.messages";

    public static bool Handles(JsonElement row) => row.TryGet("chat") is not null || row.TryGet("history") is not null;

    /// <exception cref="ImportException">The chat is invalid. The message names the place and the error.</exception>
    public static ImportedConversation Read(JsonElement row, string where, ImportContext context)
    {
        // Old exports list the chat itself.
        JsonElement chat = row.TryGet("chat") ?? row;
        if (chat.TryGet("history")?.TryGet("messages") is not { ValueKind: JsonValueKind.Object } map)
        {
            throw new ImportException(where, "no chat.history.messages", Expected);
        }

        JsonElement parameters = chat.TryGet("params") ?? default;
        DraftChat draft = new(where, row.TryGetText("title") ?? chat.TryGetText("title"), row.TryGetTime("created_at") ?? chat.TryGetTime("timestamp") ?? context.Now)
        {
            SystemPrompt = parameters.TryGetText("system") ?? chat.TryGetText("system"),
        };
        OpenWebUiMessages.Read(map, draft);
        // The files of the whole chat, in addition to those of its messages.
        foreach (JsonElement _ in chat.List("files"))
        {
            draft.OmitFile();
        }

        return draft.ToConversation(chat.TryGet("history")?.TryGetText("currentId"), row.TryGetTime("updated_at")) with
        {
            IsPinned = row.IsTrue("pinned"),
            IsArchived = row.IsTrue("archived"),
            Folder = row.TryGetText("folder_id") is { } folder ? context.FolderName("Open WebUI", folder) : null,
            Settings = ImportedSampling.Read(parameters, repetitionPenalty: "repeat_penalty"),
        };
    }
}
