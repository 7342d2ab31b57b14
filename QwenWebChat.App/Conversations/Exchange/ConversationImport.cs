using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// Imports chats from exports of this app or another (<see cref="Formats.ImportFormats"/>) for an owner. All imported data
/// gets new ids, so existing data never changes, and a file imported twice exists twice. A chat is imported completely or
/// rejected with a reason. Content omitted from imported chats is counted.
/// </summary>
internal sealed class ConversationImport(IDbContextFactory<ChatDbContext> contexts, ConversationEvents events, TimeProvider time)
{
    /// <exception cref="ImportException">The file has no supported format, or no chat in it can be read.</exception>
    public async Task<ImportResult> ReadAsync(Guid ownerId, Stream input, CancellationToken cancellationToken = default)
    {
        ImportedChats chats;
        int replaced;
        using (ImportFile file = await ImportFile.ReadAsync(input, cancellationToken).ConfigureAwait(false))
        {
            (chats, replaced) = (ImportedChats.Read(file, time.GetUtcNow()), file.ReplacedCount);
        }

        ImportedConversation[] filled = [.. chats.Conversations.Where(conversation => conversation.Messages.Count > 0)];
        ImportResult result = await WriteAsync(ownerId, filled, cancellationToken).ConfigureAwait(false);
        events.Publish(ownerId, null, ConversationChangeKind.Imported);
        return result with
        {
            EmptyCount = chats.Conversations.Count - filled.Length,
            Refused = [.. chats.Refused, .. result.Refused],
            Omitted = result.Omitted with { Characters = replaced },
        };
    }

    // Uses one transaction, so an interrupted import leaves nothing. EF Core's savepoint rolls back a single chat that
    // SQLite rejects.
    private async Task<ImportResult> WriteAsync(Guid ownerId, IReadOnlyList<ImportedConversation> conversations, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        List<Folder> folders = await context.Folders.ToListAsync(cancellationToken).ConfigureAwait(false);
        List<Guid> ids = [];
        List<RefusedChat> refused = [];
        (int messageCount, ImportOmissions omitted) = (0, default(ImportOmissions));
        foreach (ImportedConversation imported in conversations)
        {
            int folderCount = folders.Count;
            StoredConversation conversation = Make(ownerId, imported, FolderOf(context, folders, ownerId, imported.Folder));
            Add(context, conversation, imported);
            try
            {
                await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
                ids.Add(conversation.Id);
                messageCount += imported.Messages.Count;
                omitted += imported.Omitted;
            }
            catch (DbUpdateException exception) when (exception.InnerException is SqliteException { SqliteErrorCode: var code } reason && IsOfContent(code))
            {
                folders.RemoveRange(folderCount, folders.Count - folderCount);
                RefusedChat.Add(refused, new RefusedChat(imported.Title, imported.Where, reason.Message, "a chat that the database takes"));
            }

            // Each save would otherwise compare thousands of rows again.
            context.ChangeTracker.Clear();
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new ImportResult(ids, messageCount, 0, refused, omitted);
    }

    // Excludes errors of the disk, of the database file and of locks.
    private static bool IsOfContent(int code) => code is SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_TOOBIG or SQLitePCL.raw.SQLITE_MISMATCH or SQLitePCL.raw.SQLITE_RANGE;

    private static void Add(ChatDbContext context, StoredConversation conversation, ImportedConversation imported)
    {
        IReadOnlyList<ImportedMessage> messages = imported.Messages;
        Dictionary<string, Guid> ids = messages.ToDictionary(message => message.Id, message => Guid.CreateVersion7(message.CreatedAt));
        conversation.ActiveLeafId = imported.ActiveLeafId is not null && ids.TryGetValue(imported.ActiveLeafId, out Guid leaf) ? leaf : ids[messages[^1].Id];
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

    private static StoredConversation Make(Guid ownerId, ImportedConversation imported, Guid? folderId) => new()
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
        OutputFormat = imported.Format,
        Tools = imported.Tools,
    };

    // An answer that was being generated at export is not being generated here.
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
        TokensPerStep = imported.Figures?.TokensPerStep,
        TimeToFirstTokenMs = imported.Figures?.TimeToFirstTokenMs,
        PromptTokens = imported.Figures?.PromptTokens,
        CachedTokens = imported.Figures?.CachedTokens,
        YarnFactor = imported.Figures?.YarnFactor,
        Model = imported.Figures?.Model,
        FinishReason = imported.Figures?.FinishReason,
        ToolCalls = StoredToolCalls.Write(imported.ToolCalls),
    };
}
