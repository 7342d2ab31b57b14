using System.Text.Json;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// Reads Open WebUI's export: a list of chats, or one, each with its messages as a map under <c>chat.history.messages</c>
/// (open-webui's <c>models/chats.py</c>, <c>DataControls.svelte</c>). <c>parentId</c> makes the tree; <c>childrenIds</c>
/// repeats it and is not read. A parent that is missing, as after its deletion there, makes a first message.
/// </summary>
internal static class OpenWebUiReader
{
    private const string Expected = "a chat of Open WebUI, with chat.history.messages";

    // Times after 1973 in milliseconds are larger than any in seconds before the year 5138.
    private const double SmallestMilliseconds = 100_000_000_000;

    public static bool Handles(JsonElement root) => root.ValueKind == JsonValueKind.Array || root.TryGet("chat") is not null || root.TryGet("history") is not null;

    /// <param name="now">For chats that say no time.</param>
    /// <exception cref="ImportException">What is wrong, and where.</exception>
    public static IReadOnlyList<ImportedConversation> Read(JsonElement root, DateTimeOffset now)
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            return [ReadChat(root, "The chat", new Dictionary<string, string>(), now)];
        }

        Dictionary<string, string> folders = [];
        return [.. root.EnumerateArray().Select((chat, index) => ReadChat(chat, $"[{index}]", folders, now))];
    }

    private static ImportedConversation ReadChat(JsonElement row, string where, Dictionary<string, string> folders, DateTimeOffset now)
    {
        // Old exports have the chat itself in the list.
        JsonElement chat = row.TryGet("chat") ?? row;
        if (chat.TryGet("history")?.TryGet("messages") is not { ValueKind: JsonValueKind.Object } map)
        {
            throw new ImportException(where, row.ValueKind == JsonValueKind.Object ? "no chat.history.messages" : $"a JSON {row.ValueKind.ToString().ToLowerInvariant()}", Expected);
        }

        DateTimeOffset created = Time(row, "created_at") ?? Time(chat, "timestamp") ?? now;
        JsonElement parameters = chat.TryGet("params") ?? default;
        return new ImportedConversation(
            where,
            row.TryGetText("title") ?? chat.TryGetText("title") ?? "",
            created,
            Time(row, "updated_at") ?? created,
            OpenWebUiMessages.Read(map, $"{where}.chat.history.messages", created))
        {
            IsTitleOwn = true,
            IsPinned = row.IsTrue("pinned"),
            IsArchived = row.IsTrue("archived"),
            Folder = row.TryGetText("folder_id") is { } folder ? FolderName(folders, folder) : null,
            SystemPrompt = parameters.TryGetText("system") ?? (chat.TryGetText("system") is { Length: > 0 } system ? system : null),
            Settings = Settings(parameters),
            ActiveLeafId = chat.TryGet("history")?.TryGetText("currentId"),
        };
    }

    // The export names folders by id alone: what lay together stays together.
    private static string FolderName(Dictionary<string, string> folders, string id)
    {
        if (!folders.TryGetValue(id, out string? name))
        {
            folders[id] = name = $"Open WebUI {folders.Count + 1}";
        }

        return name;
    }

    /// <summary>Seconds since 1970, or milliseconds; null where there is none or it means nothing.</summary>
    internal static DateTimeOffset? Time(JsonElement element, string name) => element.TryGetNumber(name) switch
    {
        > 0 and < SmallestMilliseconds and double seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds),
        >= SmallestMilliseconds and < SmallestMilliseconds * 1_000 and double milliseconds => DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds),
        _ => null,
    };

    private static ConversationSettings Settings(JsonElement parameters) => new()
    {
        Temperature = parameters.TryGetNumber("temperature"),
        TopP = parameters.TryGetNumber("top_p"),
        TopK = parameters.TryGetWhole("top_k"),
        MinP = parameters.TryGetNumber("min_p"),
        RepetitionPenalty = parameters.TryGetNumber("repeat_penalty"),
        PresencePenalty = parameters.TryGetNumber("presence_penalty"),
        FrequencyPenalty = parameters.TryGetNumber("frequency_penalty"),
        Seed = parameters.TryGetWhole("seed") is >= 0 and int seed ? (ulong)seed : null,
        MaxTokens = parameters.TryGetWhole("max_tokens") is > 0 and int most ? most : null,
    };
}
