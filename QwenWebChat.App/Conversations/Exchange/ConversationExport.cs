using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Data;
using QwenWebChat.App.Exports;
using QwenWebChat.App.Resources;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Writes conversations of an owner to a file. Holds one conversation in memory at a time.</summary>
internal sealed class ConversationExport(IDbContextFactory<ChatDbContext> contexts, TimeProvider time, IStringLocalizer<UiText> texts)
{
    /// <summary>Writes one conversation; nothing but an empty file if it is not the owner's.</summary>
    public Task WriteOneAsync(IChatFormat format, Guid ownerId, Guid conversationId, Stream output, CancellationToken cancellationToken = default) =>
        format.WriteAsync(ReadAsync(ownerId, conversationId, cancellationToken), output, cancellationToken);

    /// <summary>Writes all conversations that are not deleted: one file, or a zip archive if the format holds one conversation only.</summary>
    public Task WriteAllAsync(IChatFormat format, Guid ownerId, Stream output, CancellationToken cancellationToken = default) => format.HoldsMany
        ? format.WriteAsync(ReadAsync(ownerId, null, cancellationToken), output, cancellationToken)
        : WriteArchiveAsync(format, ownerId, output, cancellationToken);

    /// <summary>Adds all conversations that are not deleted to an archive: one file for each, in the folders of the sidebar.</summary>
    /// <param name="folder">Where in the archive; empty, or a path that ends with a slash.</param>
    public async Task AddAllAsync(IChatFormat format, Guid ownerId, ArchiveWriter archive, string folder, CancellationToken cancellationToken)
    {
        await foreach (ExportedConversation conversation in ReadAsync(ownerId, null, cancellationToken).ConfigureAwait(false))
        {
            DateTimeOffset at = TimeZoneInfo.ConvertTime(conversation.UpdatedAt, time.LocalTimeZone);
            await archive.AddAsync(
                folder + PathOf(conversation), format.Ending, at,
                file => format.WriteAsync(AsyncEnumerable.Repeat(conversation, 1), file, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteArchiveAsync(IChatFormat format, Guid ownerId, Stream output, CancellationToken cancellationToken)
    {
        ArchiveWriter archive = await ArchiveWriter.CreateAsync(output, cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            await AddAllAsync(format, ownerId, archive, "", cancellationToken).ConfigureAwait(false);
        }
    }

    private string PathOf(ExportedConversation conversation) =>
        (conversation.Folder is { } name ? ExportFileName.Of(name) + "/" : "") + ExportFileName.Of(conversation.Title.Length > 0 ? conversation.Title : texts["ExportUntitled"]);

    // Writes the newest last, so that an import restores the same order.
    private async IAsyncEnumerable<ExportedConversation> ReadAsync(
        Guid ownerId, Guid? conversationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction snapshot = await context.Database.BeginReadAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<Guid, string> folders = await context.Folders
            .ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken).ConfigureAwait(false);
        List<StoredConversation> conversations = await context.Conversations.AsNoTracking()
            .Where(row => row.DeletedAt == null && (conversationId == null || row.Id == conversationId))
            .OrderBy(row => row.Number).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (StoredConversation conversation in conversations)
        {
            List<Message> messages = await context.Messages.AsNoTracking().Include(row => row.Attachments.OrderBy(attachment => attachment.Place))
                .Where(row => row.ConversationId == conversation.Id)
                .OrderBy(row => row.Number).ToListAsync(cancellationToken).ConfigureAwait(false);
            yield return Exported(conversation, conversation.FolderId is { } folder ? folders[folder] : null, messages);
        }
    }

    private static ExportedConversation Exported(StoredConversation conversation, string? folder, List<Message> messages) => new()
    {
        Id = conversation.Id,
        Title = conversation.Title,
        IsTitleOwn = conversation.IsTitleOwn,
        IsPinned = conversation.IsPinned,
        IsArchived = conversation.IsArchived,
        Folder = folder,
        CreatedAt = conversation.CreatedAt,
        UpdatedAt = conversation.UpdatedAt,
        SystemPrompt = conversation.SystemPrompt,
        Settings = conversation.Settings == SamplingOverrides.None ? null : conversation.Settings,
        OutputFormat = conversation.OutputFormat.IsJson ? conversation.OutputFormat : null,
        Tools = conversation.Tools.Count > 0 ? conversation.Tools : null,
        ActiveLeafId = conversation.ActiveLeafId,
        Messages = [.. messages.Select(row => new ExportedMessage
        {
            Id = row.Id,
            ParentId = row.ParentId,
            Role = row.Role,
            Text = row.Text,
            State = row.State,
            CreatedAt = row.CreatedAt,
            Figures = MessageStore.FiguresOf(row),
            Feedback = row.Feedback,
            Attachments = row.Attachments.Count == 0 ? null : [.. row.Attachments.Select(attachment => new MessageAttachment(attachment.Name, attachment.Text))],
            Cut = row.HistoryFromId is { } from ? new HistoryCut(from, row.HistorySummary) : null,
            ToolCalls = row.ToolCalls is null ? null : StoredToolCalls.Read(row.ToolCalls),
        })],
    };
}
