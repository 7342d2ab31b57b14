using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.App.Exports;

namespace QwenWebChat.App.PersonalData;

/// <summary>The small files of an account's archive: the account with its settings and keys, prompts, drafts and usage. No file has a secret.</summary>
internal sealed class PersonalRecords(IDbContextFactory<ChatDbContext> contexts)
{
    private static readonly JsonSerializerOptions Format = new(ExchangeJson.Format) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the name, the ending and the text of each file.</summary>
    public async IAsyncEnumerable<(string Name, string Ending, string Text)> ReadAsync(Guid accountId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateFor(accountId);
        using IDbContextTransaction snapshot = await context.Database.BeginReadAsync(cancellationToken).ConfigureAwait(false);
        List<ApiKey> keys = await context.ApiKeys.AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
        yield return ("account", "json", await AccountAsync(context, accountId, keys, cancellationToken).ConfigureAwait(false));
        yield return ("prompts", "json", await PromptsAsync(context, accountId, cancellationToken).ConfigureAwait(false));
        yield return ("drafts", "json", await DraftsAsync(context, accountId, cancellationToken).ConfigureAwait(false));
        yield return ("usage", "csv", await UsageAsync(context, accountId, keys, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<string> AccountAsync(ChatDbContext context, Guid accountId, List<ApiKey> keys, CancellationToken cancellationToken)
    {
        Account account = await context.Accounts.AsNoTracking().SingleAsync(row => row.Id == accountId, cancellationToken).ConfigureAwait(false);
        List<string> folders = await context.Folders.OrderBy(row => row.Order).Select(row => row.Name).ToListAsync(cancellationToken).ConfigureAwait(false);
        var tools = await context.ToolPermissions.OrderBy(row => row.Tool)
            .Select(row => new { row.Tool, row.Origin, row.AllowedAt }).ToListAsync(cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Serialize(
            new
            {
                account.Name,
                account.Role,
                account.CreatedAt,
                account.LastSignInAt,
                account.RetentionDays,
                NewConversations = new { account.SystemPrompt, account.Settings, account.OutputFormat, account.Tools },
                Folders = folders,
                AllowedTools = tools,
                Keys = keys.Select(key => new { key.Name, key.Start, Scopes = key.Scopes.ToString(), key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.LastAddress, key.RevokedAt }),
            },
            Format);
    }

    private static async Task<string> PromptsAsync(ChatDbContext context, Guid accountId, CancellationToken cancellationToken)
    {
        var prompts = await context.Prompts.OrderBy(row => row.Title)
            .Select(row => new { row.Title, row.Text, row.UpdatedAt }).ToListAsync(cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Serialize(prompts, Format);
    }

    // The row of a draft that was sent remains without a text.
    private static async Task<string> DraftsAsync(ChatDbContext context, Guid accountId, CancellationToken cancellationToken)
    {
        var drafts = await context.Drafts.Where(row => row.Text != "" || context.DraftFiles.Any(file => file.DraftId == row.Id))
            .Select(row => new
            {
                row.ConversationId,
                row.DocumentId,
                row.Text,
                Files = context.DraftFiles.Where(file => file.DraftId == row.Id).OrderBy(file => file.Number).Select(file => new { file.Name, file.Text }).ToList(),
            }).ToListAsync(cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Serialize(drafts, Format);
    }

    private static async Task<string> UsageAsync(ChatDbContext context, Guid accountId, List<ApiKey> keys, CancellationToken cancellationToken)
    {
        Dictionary<string, string> names = keys.ToDictionary(key => key.Id.ToString(), key => key.Name);
        List<TokenUsage> days = await context.TokenUsages.AsNoTracking().Where(row => row.AccountId == accountId)
            .OrderBy(row => row.Day).ThenBy(row => row.Key).ToListAsync(cancellationToken).ConfigureAwait(false);
        StringBuilder csv = new();
        CsvText.AppendRow(csv, ["day", "key", "prompt_tokens", "new_tokens", "requests"]);
        foreach (TokenUsage day in days)
        {
            string? key = day.Key.Length == 0 ? null : names.GetValueOrDefault(day.Key, day.Key);
            CsvText.AppendRow(csv, [day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), CsvText.EscapeFormula(key), Number(day.PromptTokens), Number(day.NewTokens), Number(day.RequestCount)]);
        }

        return csv.ToString();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
