using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// Full-text search over an owner's titles and messages, in any language (docs/adr/0013-search.md). Archived conversations
/// are found and marked as archived; deleted ones are not found. An answer is found after its generation has ended. The filters of
/// owners do not reach these statements: each names the owner.
/// </summary>
internal sealed class ConversationSearch(IDbContextFactory<ChatDbContext> contexts)
{
    // Limits the continuations of a word of one or two characters. With more of them the word occurs in most texts, and a
    // scan finds matches quickly.
    private const int MaxContinuations = 200;

    private const string ByTitle = """
        SELECT c."Id" AS ConversationId, c."Title", c."IsArchived", NULL AS MessageId, NULL AS Role, c."UpdatedAt" AS At, c."Title" AS Text
        FROM "Conversations" c
        WHERE c."OwnerId" = $owner AND c."DeletedAt" IS NULL
          AND NOT EXISTS (SELECT 1 FROM json_each($words) word WHERE instr(search_fold(c."Title"), word.value) = 0)
        ORDER BY c."UpdatedAt" DESC, c."Number" DESC LIMIT $count
        """;

    private const string ByIndexedTitle = """
        SELECT c."Id" AS ConversationId, c."Title", c."IsArchived", NULL AS MessageId, NULL AS Role, c."UpdatedAt" AS At, c."Title" AS Text
        FROM "TitleIndex" found CROSS JOIN "Conversations" c ON c."Number" = found.rowid
        WHERE "TitleIndex" MATCH $expression AND c."OwnerId" = $owner AND c."DeletedAt" IS NULL
          AND NOT EXISTS (SELECT 1 FROM json_each($words) word WHERE instr(search_fold(c."Title"), word.value) = 0)
        ORDER BY found.rank, c."UpdatedAt" DESC LIMIT $count
        """;

    // Selects row numbers first and reads the texts of the shown rows afterwards, because sorting would copy every text.
    private const string ByText = """
        SELECT c."Id" AS ConversationId, c."Title", c."IsArchived", m."Id" AS MessageId, m."Role", m."CreatedAt" AS At, m."Text"
        FROM (
            SELECT m."Number" AS number
            FROM "Messages" m INDEXED BY "IX_Messages_CreatedAt" CROSS JOIN "Conversations" c ON c."Id" = m."ConversationId"
            WHERE c."OwnerId" = $owner AND c."DeletedAt" IS NULL AND m."State" <> 'Streaming'
              AND NOT EXISTS (SELECT 1 FROM json_each($words) word WHERE instr(search_fold(m."Text"), word.value) = 0)
            ORDER BY m."CreatedAt" DESC, m."Number" DESC LIMIT $count) hit
        JOIN "Messages" m ON m."Number" = hit.number
        JOIN "Conversations" c ON c."Id" = m."ConversationId"
        ORDER BY m."CreatedAt" DESC, m."Number" DESC
        """;

    private const string ByIndexedText = """
        SELECT c."Id" AS ConversationId, c."Title", c."IsArchived", m."Id" AS MessageId, m."Role", m."CreatedAt" AS At, m."Text"
        FROM (
            SELECT m."Number" AS number, CASE WHEN $isRanked THEN found.rank END AS score
            FROM "MessageIndex" found CROSS JOIN "Messages" m ON m."Number" = found.rowid JOIN "Conversations" c ON c."Id" = m."ConversationId"
            WHERE "MessageIndex" MATCH $expression AND c."OwnerId" = $owner AND c."DeletedAt" IS NULL AND m."State" <> 'Streaming'
              AND NOT EXISTS (SELECT 1 FROM json_each($words) word WHERE instr(search_fold(m."Text"), word.value) = 0)
            ORDER BY score, m."CreatedAt" DESC LIMIT $count) hit
        JOIN "Messages" m ON m."Number" = hit.number
        JOIN "Conversations" c ON c."Id" = m."ConversationId"
        ORDER BY hit.score, m."CreatedAt" DESC
        """;

    /// <summary>
    /// Finds titles first, then messages, each sorted by relevance and then newest first. A query of short words alone is
    /// sorted by date.
    /// </summary>
    /// <param name="text">Words of any length that must all be found. Any text is valid.</param>
    /// <param name="count">The maximum number of titles and the maximum number of messages.</param>
    public async Task<IReadOnlyList<SearchHit>> FindAsync(Guid ownerId, string text, int count = 50, CancellationToken cancellationToken = default)
    {
        if (SearchQuery.Parse(text) is not { } query)
        {
            return [];
        }

        using ChatDbContext context = contexts.CreateFor(ownerId);
        List<Row> titles = await TitlesAsync(context, ownerId, query, count, cancellationToken).ConfigureAwait(false);
        List<Row> messages = await MessagesAsync(context, ownerId, query, count, cancellationToken).ConfigureAwait(false);
        return [.. titles.Concat(messages).Select(row => Hit(row, query))];
    }

    private static Task<List<Row>> TitlesAsync(ChatDbContext context, Guid ownerId, SearchQuery query, int count, CancellationToken cancellationToken)
    {
        string expression = string.Join(" AND ", query.LongWords.Select(SearchQuery.Quote));
        return RowsAsync(context, expression.Length > 0 ? ByIndexedTitle : ByTitle, ownerId, expression, query.ShortWords, isRanked: true, count, cancellationToken);
    }

    private static async Task<List<Row>> MessagesAsync(ChatDbContext context, Guid ownerId, SearchQuery query, int count, CancellationToken cancellationToken)
    {
        List<string> clauses = [.. query.LongWords.Select(SearchQuery.Quote)];
        List<string> scanned = [];
        foreach (string word in query.ShortWords)
        {
            if (await ContinuationsAsync(context, word, cancellationToken).ConfigureAwait(false) is not { } trigrams)
            {
                scanned.Add(word);
            }
            else if (trigrams.Count == 0)
            {
                return [];
            }
            else
            {
                clauses.Add($"({string.Join(" OR ", trigrams.Select(SearchQuery.Quote))})");
            }
        }

        bool isRanked = query.LongWords.Count > 0;
        return await RowsAsync(context, clauses.Count > 0 ? ByIndexedText : ByText, ownerId, string.Join(" AND ", clauses), scanned, isRanked, count, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the indexed trigrams that begin with a short word; null if there are too many.</summary>
    private static async Task<List<string>?> ContinuationsAsync(ChatDbContext context, string word, CancellationToken cancellationToken)
    {
        string last = word + "\U0010FFFF";
        List<string> found = await context.Database
            .SqlQuery<string>($"SELECT term AS Value FROM MessageTerms WHERE term >= {word} AND term < {last} LIMIT {MaxContinuations + 1}")
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return found.Count > MaxContinuations ? null : found;
    }

    private static Task<List<Row>> RowsAsync(
        ChatDbContext context, string sql, Guid ownerId, string expression, IEnumerable<string> scanned, bool isRanked, int count, CancellationToken cancellationToken) =>
        context.Database.SqlQueryRaw<Row>(
            sql,
            new SqliteParameter("$owner", ownerId),
            new SqliteParameter("$expression", expression),
            new SqliteParameter("$words", SearchQuery.Json(scanned)),
            new SqliteParameter("$isRanked", isRanked),
            new SqliteParameter("$count", count)).ToListAsync(cancellationToken);

    private static SearchHit Hit(Row row, SearchQuery query)
    {
        (string snippet, IReadOnlyList<TextRange> matches, int start) = Snippets.Cut(row.Text, query.Words);
        return new SearchHit(
            row.ConversationId,
            row.Title,
            row.IsArchived,
            row.MessageId,
            row.Role is { } role ? Enum.Parse<MessageRole>(role) : null,
            DateTimeOffset.FromUnixTimeMilliseconds(row.At),
            snippet,
            matches,
            start);
    }

    private sealed record Row(Guid ConversationId, string Title, bool IsArchived, Guid? MessageId, string? Role, long At, string Text);
}
