using System.Text.Json;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>A chat of a foreign file during the import: its messages, and counts of the omitted content.</summary>
internal sealed class DraftChat(string where, string? title, DateTimeOffset createdAt)
{
    private readonly List<DraftMessage> _messages = [];
    private int _pictures;
    private int _files;
    private int _parts;
    private int _left;

    public string Where => where;

    public IReadOnlyList<DraftMessage> Messages => _messages;

    /// <summary>The system prompt that precedes the system messages of the history.</summary>
    public string? SystemPrompt { get; init; }

    public void Add(DraftMessage message) => _messages.Add(message);

    public void OmitPicture() => _pictures++;

    public void OmitFile() => _files++;

    public void OmitPart() => _parts++;

    /// <summary>Omits the message's content and keeps only its place in the tree.</summary>
    public void Omit(DraftMessage message)
    {
        message.Role = DraftRole.None;
        _left++;
    }

    /// <summary>Appends a message to the list. A message of an unknown role is omitted.</summary>
    public DraftMessage Add(string place, string id, string? parentId, string? role, DateTimeOffset? created = null, string? toolName = null)
    {
        DraftMessage message = new($"{where}.{place}", id, parentId, RoleOf(role)) { CreatedAt = created, ToolName = toolName };
        Add(message);
        if (message.Role == DraftRole.None)
        {
            Omit(message);
        }

        return message;
    }

    /// <exception cref="ImportException">The messages are not a tree.</exception>
    public ImportedConversation ToConversation(string? activeId, DateTimeOffset? updatedAt)
    {
        HashSet<string> ids = [.. _messages.Select(message => message.Id)];
        foreach (DraftMessage message in _messages.Where(message => message.ParentId is { } parent && !ids.Contains(parent)))
        {
            // The parent was deleted in the other app.
            message.ParentId = null;
        }

        DraftTree tree = new(ImportedTree.Order([.. _messages.OrderBy(message => message.CreatedAt ?? createdAt)]));
        IReadOnlyList<ImportedMessage> messages = tree.Fold(createdAt);
        string[] prompts = [.. tree.SystemTexts.Prepend(SystemPrompt).OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text)).Distinct()];
        string own = ConversationTitle.Clean(title ?? "") ?? "";
        return new ImportedConversation(where, own.Length > 0 ? own : FirstLine(messages), createdAt, updatedAt ?? messages.Select(message => message.CreatedAt).Append(createdAt).Max(), messages)
        {
            IsTitleOwn = own.Length > 0,
            SystemPrompt = prompts.Length > 0 ? string.Join("\n\n", prompts) : null,
            ActiveLeafId = activeId is null ? null : tree.RemainingId(activeId),
            Omitted = new ImportOmissions(_pictures, _files, _parts, _left, 0),
        };
    }

    private static DraftRole RoleOf(string? role) => role switch
    {
        "user" or "human" => DraftRole.User,
        "assistant" or "model" => DraftRole.Assistant,
        "system" or "developer" => DraftRole.System,
        "tool" or "function" => DraftRole.Tool,
        _ => DraftRole.None,
    };

    // Uses the title that a new chat has before one is generated.
    private static string FirstLine(IReadOnlyList<ImportedMessage> messages) =>
        messages.FirstOrDefault(message => message.Role == Data.MessageRole.User)?.Text.Trim().Split('\n', 2)[0] ?? "";
}
