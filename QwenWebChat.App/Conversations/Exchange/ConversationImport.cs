using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// Brings in this app's export or Open WebUI's, for an owner. Everything gets ids of its own, so nothing that is there is
/// ever changed, and a file imported twice is there twice. All of a file but for
/// what holds no message, or nothing.
/// </summary>
internal sealed class ConversationImport(IDbContextFactory<ChatDbContext> contexts, ConversationEvents events, TimeProvider time)
{
    /// <exception cref="ImportException">The file is not one of these, or something in it is wrong.</exception>
    public async Task<ImportResult> ReadAsync(Guid ownerId, Stream input, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ImportedConversation> conversations;
        using (JsonDocument document = await ParseAsync(input, cancellationToken).ConfigureAwait(false))
        {
            JsonElement root = document.RootElement;
            conversations = OwnFormatReader.Handles(root) ? OwnFormatReader.Read(root)
                : OpenWebUiReader.Handles(root) ? OpenWebUiReader.Read(root, time.GetUtcNow())
                : throw new ImportException("The file", "JSON of another kind", "an export of QwenWebChat or of Open WebUI");
        }

        List<ImportedConversation> written = [.. conversations.Where(conversation => conversation.Messages.Count > 0)];
        ImportResult result = await WriteAsync(ownerId, written, cancellationToken).ConfigureAwait(false) with { EmptyCount = conversations.Count - written.Count };
        events.Publish(ownerId, null, ConversationChangeKind.Imported);
        return result;
    }

    private static async Task<JsonDocument> ParseAsync(Stream input, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonDocument.ParseAsync(input, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException exception)
        {
            throw new ImportException(
                $"Line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}",
                "no JSON",
                "a whole JSON file, as QwenWebChat and Open WebUI export it",
                exception);
        }
    }

    private async Task<ImportResult> WriteAsync(Guid ownerId, IReadOnlyList<ImportedConversation> conversations, CancellationToken cancellationToken)
    {
        IReadOnlyList<ImportedMessage>[] trees = [.. conversations.Select(ImportedTree.Order)];
        using ChatDbContext context = contexts.CreateDbContext();
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        List<Folder> folders = await context.Folders.Where(row => row.OwnerId == ownerId).ToListAsync(cancellationToken).ConfigureAwait(false);
        List<Guid> ids = [];
        foreach ((ImportedConversation imported, IReadOnlyList<ImportedMessage> messages) in conversations.Zip(trees))
        {
            Conversation conversation = Make(ownerId, imported, FolderOf(context, folders, ownerId, imported.Folder));
            Add(context, conversation, imported, messages);
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            // Thousands of rows would be compared again with each save.
            context.ChangeTracker.Clear();
            ids.Add(conversation.Id);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new ImportResult(ids, trees.Sum(messages => messages.Count));
    }

    private static void Add(ChatDbContext context, Conversation conversation, ImportedConversation imported, IReadOnlyList<ImportedMessage> messages)
    {
        Dictionary<string, Guid> ids = messages.ToDictionary(message => message.Id, message => Guid.CreateVersion7(message.CreatedAt));
        conversation.ActiveLeafId = imported.ActiveLeafId is not null && ids.TryGetValue(imported.ActiveLeafId, out Guid leaf)
            ? leaf
            : messages.Count > 0 ? ids[messages[^1].Id] : null;
        context.Add(conversation);
        context.AddRange(messages.Select(message => Make(message, conversation.Id, ids)));
    }

    private Guid? FolderOf(ChatDbContext context, List<Folder> folders, Guid ownerId, string? name)
    {
        if (name is null || ConversationTitle.Clean(name) is not { } clean)
        {
            return null;
        }

        Folder? folder = folders.Find(folder => folder.Name == clean);
        if (folder is null)
        {
            folder = new Folder { Id = Guid.CreateVersion7(time.GetUtcNow()), OwnerId = ownerId, Name = clean, Order = folders.Select(other => other.Order + 1).DefaultIfEmpty(0).Max() };
            folders.Add(folder);
            context.Add(folder);
        }

        return folder.Id;
    }

    private static Conversation Make(Guid ownerId, ImportedConversation imported, Guid? folderId) => new()
    {
        Id = Guid.CreateVersion7(imported.CreatedAt),
        OwnerId = ownerId,
        FolderId = folderId,
        Title = ConversationTitle.Clean(imported.Title) ?? "",
        IsTitleOwn = imported.IsTitleOwn,
        IsPinned = imported.IsPinned,
        IsArchived = imported.IsArchived,
        CreatedAt = imported.CreatedAt,
        UpdatedAt = imported.UpdatedAt,
        SystemPrompt = string.IsNullOrWhiteSpace(imported.SystemPrompt) ? null : imported.SystemPrompt,
        Settings = imported.Settings,
    };

    // What was being written when it was exported is not written here.
    private static Message Make(ImportedMessage imported, Guid conversationId, Dictionary<string, Guid> ids)
    {
        Message message = Plain(imported, conversationId, ids);
        message.Attachments.AddRange(imported.Attachments.Select((attachment, place) => new Attachment
        {
            Id = Guid.CreateVersion7(imported.CreatedAt),
            MessageId = message.Id,
            Place = place,
            Name = attachment.Name,
            Text = attachment.Text,
        }));
        if (imported.Cut is { } cut && ids.TryGetValue(cut.FromId.ToString(), out Guid from))
        {
            (message.HistoryFromId, message.HistorySummary) = (from, cut.Summary);
        }

        return message;
    }

    private static Message Plain(ImportedMessage imported, Guid conversationId, Dictionary<string, Guid> ids) => new()
    {
        Id = ids[imported.Id],
        ConversationId = conversationId,
        ParentId = imported.ParentId is { } parent ? ids[parent] : null,
        Role = imported.Role,
        Text = imported.Text,
        State = imported.State == MessageState.Streaming ? MessageState.Stopped : imported.State,
        CreatedAt = imported.CreatedAt,
        Feedback = imported.Feedback,
        AnswerTokens = imported.Figures?.AnswerTokens,
        TokensPerSecond = imported.Figures?.TokensPerSecond,
        TimeToFirstTokenMs = imported.Figures?.TimeToFirstTokenMs,
        PromptTokens = imported.Figures?.PromptTokens,
        CachedTokens = imported.Figures?.CachedTokens,
        YarnFactor = imported.Figures?.YarnFactor,
        Model = imported.Figures?.Model,
        FinishReason = imported.Figures?.FinishReason,
    };
}
