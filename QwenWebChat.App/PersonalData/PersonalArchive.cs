using System.Text;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Exports;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.PersonalData;

/// <summary>Writes everything of an account to a ZIP archive, while it is read: conversations, documents, summaries, records and activity.</summary>
internal sealed class PersonalArchive(
    ConversationExport conversations, IEnumerable<IChatFormat> chatFormats, DocumentStore documents, SummaryStore summaries, IEnumerable<IExportFormat<SummaryView>> summaryFormats,
    PersonalRecords records, PersonalActivity activity, IStringLocalizer<UiText> texts, TimeProvider time)
{
    private const string SummaryEnding = "md";

    /// <summary>Writes the archive. A document whose file is lost is named in the README.</summary>
    public async Task WriteAsync(Guid accountId, Stream output, CancellationToken cancellationToken)
    {
        ArchiveWriter archive = await ArchiveWriter.CreateAsync(output, cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            await AddChatsAsync(archive, accountId, cancellationToken).ConfigureAwait(false);
            List<string> lost = [];
            foreach (Document document in await documents.ListAsync(accountId, cancellationToken).ConfigureAwait(false))
            {
                if (!await TryAddDocumentAsync(archive, document, cancellationToken).ConfigureAwait(false))
                {
                    lost.Add(document.Name);
                }

                await AddSummariesAsync(archive, document, cancellationToken).ConfigureAwait(false);
            }

            await foreach ((string name, string ending, string text) in records.ReadAsync(accountId, cancellationToken).ConfigureAwait(false))
            {
                await AddTextAsync(archive, name, ending, text, cancellationToken).ConfigureAwait(false);
            }

            await archive.AddAsync("requests", "csv", Now(), file => activity.WriteRequestsAsync(accountId, file, cancellationToken), cancellationToken).ConfigureAwait(false);
            await archive.AddAsync("audit", "csv", Now(), file => activity.WriteAuditAsync(accountId, file, cancellationToken), cancellationToken).ConfigureAwait(false);
            string[] readme = [texts["ArchiveReadme"], .. lost.Select(name => texts["ArchiveLost", name].Value)];
            await AddTextAsync(archive, "README", "txt", string.Join("\r\n", readme.SelectMany(line => line.ReplaceLineEndings("\n").Split('\n'))) + "\r\n", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AddChatsAsync(ArchiveWriter archive, Guid accountId, CancellationToken cancellationToken)
    {
        foreach (IChatFormat format in chatFormats)
        {
            if (format.HoldsMany)
            {
                await archive.AddAsync("conversations", format.Ending, Now(), file => conversations.WriteAllAsync(format, accountId, file, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await conversations.AddAllAsync(format, accountId, archive, "conversations/", cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> TryAddDocumentAsync(ArchiveWriter archive, Document document, CancellationToken cancellationToken)
    {
        Stream? source = await OpenAsync(document, cancellationToken).ConfigureAwait(false);
        if (source is null)
        {
            return false;
        }

        await using (source.ConfigureAwait(false))
        {
            string extension = Path.GetExtension(document.Name).TrimStart('.');
            await archive.AddAsync(
                $"documents/{StemOf(document)}", extension.Length > 0 ? ExportFileName.Of(extension) : "", Local(document.CreatedAt),
                file => source.CopyToAsync(file, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<Stream?> OpenAsync(Document document, CancellationToken cancellationToken)
    {
        try
        {
            return await documents.OpenSourceAsync(document.OwnerId, document.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task AddSummariesAsync(ArchiveWriter archive, Document document, CancellationToken cancellationToken)
    {
        IExportFormat<SummaryView> format = summaryFormats.First(format => format.Ending == SummaryEnding);
        foreach (Summary summary in await summaries.ListAsync(document.OwnerId, document.Id, cancellationToken).ConfigureAwait(false))
        {
            if (await summaries.OpenAsync(document.OwnerId, summary.Id, cancellationToken).ConfigureAwait(false) is { Text.Length: > 0 } view)
            {
                await archive.AddAsync(
                    $"summaries/{StemOf(document)}", format.Ending, Local(summary.FinishedAt ?? summary.CreatedAt),
                    file => format.WriteAsync(view, file, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task AddTextAsync(ArchiveWriter archive, string name, string ending, string text, CancellationToken cancellationToken) =>
        archive.AddAsync(name, ending, Now(), file => file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask(), cancellationToken);

    private static string StemOf(Document document) => ExportFileName.Of(Path.GetFileNameWithoutExtension(document.Name));

    private DateTimeOffset Now() => time.GetLocalNow();

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);
}
