using System.IO.Compression;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Data;
using QwenWebChat.App.Resources;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Writes conversations of an owner to a file. Holds one conversation in memory at a time.</summary>
internal sealed class ConversationExport(IDbContextFactory<ChatDbContext> contexts, TimeProvider time, IStringLocalizer<UiText> texts)
{
    public const string ArchiveType = "application/zip";

    /// <summary>Writes one conversation; nothing but an empty file if it is not the owner's.</summary>
    public Task WriteOneAsync(IChatFormat format, Guid ownerId, Guid conversationId, Stream output, CancellationToken cancellationToken = default) =>
        format.WriteAsync(ReadAsync(ownerId, conversationId, cancellationToken), output, cancellationToken);

    /// <summary>Writes all conversations that are not deleted: one file, or a zip archive if the format holds one conversation only.</summary>
    public Task WriteAllAsync(IChatFormat format, Guid ownerId, Stream output, CancellationToken cancellationToken = default)
    {
        IAsyncEnumerable<ExportedConversation> conversations = ReadAsync(ownerId, null, cancellationToken);
        return format.HoldsMany ? format.WriteAsync(conversations, output, cancellationToken) : WriteArchiveAsync(format, conversations, output, cancellationToken);
    }

    // One file for each, in the folders of the sidebar.
    private async Task WriteArchiveAsync(IChatFormat format, IAsyncEnumerable<ExportedConversation> conversations, Stream output, CancellationToken cancellationToken)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        using StagedStream staged = new(output);
        using (ZipArchive zip = new(staged, ZipArchiveMode.Create, leaveOpen: true))
        {
            await foreach (ExportedConversation conversation in conversations.ConfigureAwait(false))
            {
                ZipArchiveEntry entry = zip.CreateEntry($"{EntryName(conversation, names)}.{format.Ending}");
                entry.LastWriteTime = TimeZoneInfo.ConvertTime(conversation.UpdatedAt, time.LocalTimeZone);
                using (Stream file = entry.Open())
                {
                    await format.WriteAsync(AsyncEnumerable.Repeat(conversation, 1), file, cancellationToken).ConfigureAwait(false);
                }

                await staged.PassOnAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await staged.PassOnAsync(cancellationToken).ConfigureAwait(false);
    }

    private string EntryName(ExportedConversation conversation, HashSet<string> names)
    {
        string folder = conversation.Folder is { } name ? ExportFileName.Of(name) + "/" : "";
        string title = folder + ExportFileName.Of(conversation.Title.Length > 0 ? conversation.Title : texts["ExportUntitled"]);
        string entry = title;
        for (int number = 2; !names.Add(entry); number++)
        {
            entry = $"{title} ({number})";
        }

        return entry;
    }

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
