using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Data;
using QwenWebChat.App.Resources;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// Writes conversations of an owner to a file: JSON with all data, or Markdown for reading. Holds one conversation in
/// memory at a time.
/// </summary>
internal sealed class ConversationExport(IDbContextFactory<ChatDbContext> contexts, TimeProvider time, IStringLocalizer<UiText> texts)
{
    /// <summary>Writes the app's own format, with all branches, settings and figures.</summary>
    /// <param name="conversationId">One conversation, or null for all that are not deleted.</param>
    /// <returns>The number of conversations written; 0 if the conversation is not the owner's.</returns>
    public async Task<int> WriteJsonAsync(Guid ownerId, Guid? conversationId, Stream output, CancellationToken cancellationToken = default)
    {
        using StagedStream staged = new(output);
        using Utf8JsonWriter writer = new(staged, ExchangeJson.Writing);
        writer.WriteStartObject();
        writer.WriteString("format", ExportedFile.FormatName);
        writer.WriteNumber("version", ExportedFile.PresentVersion);
        writer.WriteString("exportedAt", time.GetUtcNow());
        writer.WriteStartArray("conversations");
        int count = 0;
        await foreach (ExportedConversation conversation in ReadAsync(ownerId, conversationId, cancellationToken).ConfigureAwait(false))
        {
            JsonSerializer.Serialize(writer, conversation, ExchangeJson.Format);
            await staged.PassOnAsync(cancellationToken).ConfigureAwait(false);
            count++;
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        await staged.PassOnAsync(cancellationToken).ConfigureAwait(false);
        return count;
    }

    /// <summary>Writes the branch that is shown, with headings in the current language.</summary>
    /// <param name="conversationId">One conversation, or null for all that are not deleted.</param>
    /// <returns>The number of conversations written; 0 if the conversation is not the owner's.</returns>
    public async Task<int> WriteMarkdownAsync(Guid ownerId, Guid? conversationId, Stream output, CancellationToken cancellationToken = default)
    {
        MarkdownExport markdown = new(texts, time.LocalTimeZone);
        StreamWriter writer = new(output, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            int count = 0;
            await foreach (ExportedConversation conversation in ReadAsync(ownerId, conversationId, cancellationToken).ConfigureAwait(false))
            {
                string separator = count++ == 0 ? "" : "\n---\n\n";
                await writer.WriteAsync((separator + markdown.Render(conversation)).AsMemory(), cancellationToken).ConfigureAwait(false);
            }

            return count;
        }
    }

    /// <summary>
    /// Writes all conversations that are not deleted as a zip file with one Markdown file for each, in the folders of the
    /// sidebar.
    /// </summary>
    /// <returns>The number of conversations written.</returns>
    public async Task<int> WriteMarkdownFilesAsync(Guid ownerId, Stream output, CancellationToken cancellationToken = default)
    {
        MarkdownExport markdown = new(texts, time.LocalTimeZone);
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        using StagedStream staged = new(output);
        using (ZipArchive zip = new(staged, ZipArchiveMode.Create, leaveOpen: true))
        {
            await foreach (ExportedConversation conversation in ReadAsync(ownerId, null, cancellationToken).ConfigureAwait(false))
            {
                ZipArchiveEntry entry = zip.CreateEntry(EntryName(conversation, names));
                entry.LastWriteTime = TimeZoneInfo.ConvertTime(conversation.UpdatedAt, time.LocalTimeZone);
                using (Stream file = entry.Open())
                {
                    file.Write(Encoding.UTF8.GetBytes(markdown.Render(conversation)));
                }

                await staged.PassOnAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await staged.PassOnAsync(cancellationToken).ConfigureAwait(false);
        return names.Count;
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

        return entry + ".md";
    }

    // Writes the newest last, so that an import restores the same order.
    private async IAsyncEnumerable<ExportedConversation> ReadAsync(
        Guid ownerId, Guid? conversationId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        using IDbContextTransaction snapshot = await context.Database.BeginReadAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<Guid, string> folders = await context.Folders.Where(row => row.OwnerId == ownerId)
            .ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken).ConfigureAwait(false);
        List<Conversation> conversations = await context.Conversations.AsNoTracking()
            .Where(row => row.OwnerId == ownerId && row.DeletedAt == null && (conversationId == null || row.Id == conversationId))
            .OrderBy(row => row.Number).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (Conversation conversation in conversations)
        {
            List<Message> messages = await context.Messages.AsNoTracking().Include(row => row.Attachments.OrderBy(attachment => attachment.Place))
                .Where(row => row.ConversationId == conversation.Id)
                .OrderBy(row => row.Number).ToListAsync(cancellationToken).ConfigureAwait(false);
            yield return Exported(conversation, conversation.FolderId is { } folder ? folders[folder] : null, messages);
        }
    }

    private static ExportedConversation Exported(Conversation conversation, string? folder, List<Message> messages) => new()
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
        })],
    };
}
