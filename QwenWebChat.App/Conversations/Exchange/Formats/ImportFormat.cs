using System.Text.Json;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>A format of chats that can be imported.</summary>
/// <param name="Name">The name by which users know the format.</param>
/// <param name="Handles">Tells whether a JSON value has the structure of a chat of this format, or of a file if
/// <see cref="Chats"/> is given.</param>
/// <param name="Read">Reads one chat; the text is its place in the file. Throws <see cref="ImportException"/>.</param>
internal sealed record ImportFormat(string Name, Func<JsonElement, bool> Handles, Func<JsonElement, string, ImportContext, ImportedConversation> Read)
{
    /// <summary>The chats of a value that holds several; null for formats whose chats stand alone or in a list. Throws <see cref="ImportException"/>.</summary>
    public Func<JsonElement, IEnumerable<ImportedValue>>? Chats { get; init; }
}
