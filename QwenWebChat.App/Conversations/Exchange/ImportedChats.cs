using System.Text.Json;
using QwenWebChat.App.Conversations.Exchange.Formats;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// Reads the chats of a file, each in its own format, and collects those that cannot be read with the reason.
/// </summary>
internal sealed class ImportedChats
{
    private readonly List<ImportedConversation> _conversations = [];
    private readonly List<RefusedChat> _refused = [];
    private readonly ImportContext _context;
    private ImportException? _first;
    private bool _isKnown;

    private ImportedChats(DateTimeOffset now) => _context = new ImportContext(now);

    public IReadOnlyList<ImportedConversation> Conversations => _conversations;

    public IReadOnlyList<RefusedChat> Refused => _refused;

    /// <param name="now">The time of chats that state none.</param>
    /// <exception cref="ImportException">No chat in the file can be read.</exception>
    public static ImportedChats Read(ImportFile file, DateTimeOffset now)
    {
        ImportedChats chats = new(now);
        chats._refused.AddRange(file.Refused);
        foreach (ImportedValue value in file.Values)
        {
            chats.Read(value);
        }

        if (chats._first is { } reason && chats._conversations.Count == 0)
        {
            throw chats._isKnown
                ? new ImportException(reason.Where, reason.Found, reason.Expected, reason) { ChatCount = chats._refused.Count }
                : new ImportException("The file", "JSON of another kind", ImportFormats.Expected);
        }

        return chats;
    }

    // The value is a chat, an app's file of chats, or a list of chats.
    private void Read(ImportedValue value)
    {
        if (ImportFormats.Find(value.Value) is { } format)
        {
            _isKnown = true;
            foreach (ImportedValue chat in format.Chats?.Invoke(value.Value) ?? [value])
            {
                Read(format, chat);
            }
        }
        else if (value.Value.ValueKind == JsonValueKind.Array)
        {
            foreach ((int index, JsonElement chat) in value.Value.EnumerateArray().Index())
            {
                Read(ImportFormats.Find(chat), new ImportedValue($"{value.Where}[{index}]", chat));
            }
        }
        else
        {
            Read(null, value);
        }
    }

    private void Read(ImportFormat? format, ImportedValue chat)
    {
        string where = chat.Where.Length > 0 ? chat.Where : "The chat";
        _isKnown |= format is not null;
        try
        {
            if (format is null)
            {
                throw new ImportException(where, chat.Value.ValueKind == JsonValueKind.Object ? "JSON of another kind" : chat.Value.Describe(), ImportFormats.Expected);
            }

            _conversations.Add(format.Read(chat.Value, where, _context));
        }
        catch (ImportException reason)
        {
            _first ??= reason;
            RefusedChat.Add(_refused, new RefusedChat(Title(chat.Value), reason));
        }
    }

    private static string Title(JsonElement chat) =>
        ConversationTitle.Clean(chat.TryGetText("title") ?? chat.TryGetText("name") ?? chat.TryGet("chat")?.TryGetText("title") ?? "") ?? "";
}
