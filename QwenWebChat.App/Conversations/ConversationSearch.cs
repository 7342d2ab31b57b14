using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// Full-text search over an owner's titles and messages, in any language (docs/adr/0013-search.md). Archived conversations
/// are found and say so, those thrown away are not; an answer is found once it is no longer written.
/// </summary>
internal sealed class ConversationSearch(IDbContextFactory<ChatDbContext> contexts)
{
    private const string ByTitle = """
        SELECT c."Id" AS ConversationId, c."Title", c."IsArchived", NULL AS MessageId, NULL AS Role, c."UpdatedAt" AS At, c."Title" AS Text
        FROM "Conversations" c
        WHERE c."OwnerId" = $owner AND c."DeletedAt" IS NULL
          AND NOT EXISTS (SELECT 1 FROM json_each($patterns) word WHERE c."Title" NOT LIKE word.value ESCAPE '\')
        ORDER BY c."UpdatedAt" DESC, c."Number" DESC LIMIT $count
        """;

    private const string ByIndexedTitle = """
        SELECT c."Id" AS ConversationId, c."Title", c."IsArchived", NULL AS MessageId, NULL AS Role, c."UpdatedAt" AS At, c."Title" AS Text
        FROM "TitleIndex" found CROSS JOIN "Conversations" c ON c."Number" = found.rowid
        WHERE "TitleIndex" MATCH $expression AND c."OwnerId" = $owner AND c."DeletedAt" IS NULL
          AND NOT EXISTS (SELECT 1 FROM json_each($patterns) word WHERE c."Title" NOT LIKE word.value ESCAPE '\')
        ORDER BY found.rank, c."UpdatedAt" DESC LIMIT $count
        """;

    // The numbers first, the texts of those that are shown after: sorting would carry every text along.
    private const string ByText = """
        SELECT c."Id" AS ConversationId, c."Title", c."IsArchived", m."Id" AS MessageId, m."Role", m."CreatedAt" AS At, m."Text"
        FROM (
            SELECT m."Number" AS number
            FROM "Messages" m JOIN "Conversations" c ON c."Id" = m."ConversationId"
            WHERE c."OwnerId" = $owner AND c."DeletedAt" IS NULL AND m."State" <> 'Streaming'
              AND NOT EXISTS (SELECT 1 FROM json_each($patterns) word WHERE m."Text" NOT LIKE word.value ESCAPE '\')
            ORDER BY m."CreatedAt" DESC, m."Number" DESC LIMIT $count) hit
        JOIN "Messages" m ON m."Number" = hit.number
        JOIN "Conversations" c ON c."Id" = m."ConversationId"
        ORDER BY m."CreatedAt" DESC, m."Number" DESC
        """;

    private const string ByIndexedText = """
        SELECT c."Id" AS ConversationId, c."Title", c."IsArchived", m."Id" AS MessageId, m."Role", m."CreatedAt" AS At, m."Text"
        FROM (
            SELECT m."Number" AS number, found.rank AS score
            FROM "MessageIndex" found CROSS JOIN "Messages" m ON m."Number" = found.rowid JOIN "Conversations" c ON c."Id" = m."ConversationId"
            WHERE "MessageIndex" MATCH $expression AND c."OwnerId" = $owner AND c."DeletedAt" IS NULL AND m."State" <> 'Streaming'
              AND NOT EXISTS (SELECT 1 FROM json_each($patterns) word WHERE m."Text" NOT LIKE word.value ESCAPE '\')
            ORDER BY found.rank, m."CreatedAt" DESC LIMIT $count) hit
        JOIN "Messages" m ON m."Number" = hit.number
        JOIN "Conversations" c ON c."Id" = m."ConversationId"
        ORDER BY hit.score, m."CreatedAt" DESC
        """;

    /// <summary>Titles first, then messages; each by how well it matches, then the newest first.</summary>
    /// <param name="text">Words of any length that must all be found; anything may be typed.</param>
    /// <param name="count">At most this many titles and this many messages.</param>
    public async Task<IReadOnlyList<SearchHit>> FindAsync(Guid ownerId, string text, int count = 50, CancellationToken cancellationToken = default)
    {
        if (SearchQuery.Parse(text) is not { } query)
        {
            return [];
        }

        using ChatDbContext context = contexts.CreateDbContext();
        bool isIndexed = query.IndexExpression.Length > 0;
        List<Row> titles = await RowsAsync(context, isIndexed ? ByIndexedTitle : ByTitle, ownerId, query, count, cancellationToken).ConfigureAwait(false);
        List<Row> messages = await RowsAsync(context, isIndexed ? ByIndexedText : ByText, ownerId, query, count, cancellationToken).ConfigureAwait(false);
        return [.. titles.Concat(messages).Select(row => Hit(row, query))];
    }

    private static Task<List<Row>> RowsAsync(ChatDbContext context, string sql, Guid ownerId, SearchQuery query, int count, CancellationToken cancellationToken) =>
        context.Database.SqlQueryRaw<Row>(
            sql,
            new SqliteParameter("$owner", ownerId),
            new SqliteParameter("$expression", query.IndexExpression),
            new SqliteParameter("$patterns", query.ShortPatterns),
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
