using System.Text.Json;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>All supported import formats. A file's format is detected by its structure.</summary>
internal static class ImportFormats
{
    // The first format that handles a value reads it.
    private static readonly ImportFormat[] All =
    [
        new("QwenWebChat", OwnFormatReader.Handles, OwnFormatReader.Read) { Chats = OwnFormatReader.Chats },
        new("ChatGPT", ChatGptReader.Handles, ChatGptReader.Read),
        new("Claude", ClaudeReader.Handles, ClaudeReader.Read),
        new("Open WebUI", OpenWebUiReader.Handles, OpenWebUiReader.Read),
        new("LibreChat", LibreChatReader.Handles, LibreChatReader.Read),
        new("OpenAI messages (JSON or JSON Lines)", MessageListReader.Handles, MessageListReader.Read),
    ];

    /// <summary>Lists the supported formats for error messages.</summary>
    public static string Expected { get; } = $"an export of {string.Join(", ", All[..^1].Select(format => format.Name))}, or {All[^1].Name}";

    public static ImportFormat? Find(JsonElement value) => Array.Find(All, format => format.Handles(value));
}
