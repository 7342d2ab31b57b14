using System.Text.Json;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>All formats that are read; which one a file has is told by its structure.</summary>
internal static class ImportFormats
{
    // The first that handles a value reads it.
    private static readonly ImportFormat[] All =
    [
        new("QwenWebChat", OwnFormatReader.Handles, OwnFormatReader.Read) { Chats = OwnFormatReader.Chats },
        new("ChatGPT", ChatGptReader.Handles, ChatGptReader.Read),
        new("Claude", ClaudeReader.Handles, ClaudeReader.Read),
        new("Open WebUI", OpenWebUiReader.Handles, OpenWebUiReader.Read),
        new("LibreChat", LibreChatReader.Handles, LibreChatReader.Read),
        new("OpenAI messages (JSON or JSON Lines)", MessageListReader.Handles, MessageListReader.Read),
    ];

    /// <summary>The formats that can be read, in words.</summary>
    public static string Expected { get; } = $"an export of {string.Join(", ", All[..^1].Select(format => format.Name))}, or {All[^1].Name}";

    public static ImportFormat? Find(JsonElement value) => Array.Find(All, format => format.Handles(value));
}
