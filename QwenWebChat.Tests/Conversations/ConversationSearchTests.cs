using FsCheck.Fluent;
using FsCheck;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations;

[Slow]
public sealed class ConversationSearchTests : IDisposable
{
    private const string Chinese = "全文搜索要能找到中文，哪怕只有一两个字。";
    private const string English = "The KvCache holds C# strings; it's 100% \"quoted\" (NEAR the end) and a_b* too.";

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("搜", Chinese)]
    [InlineData("中文", Chinese)]
    [InlineData("。", Chinese)]
    [InlineData("字。", Chinese)]
    [InlineData("o.", English)]
    [InlineData("中文 。", Chinese)]
    [InlineData("中文 cache")]
    [InlineData("一两个", Chinese)]
    [InlineData("全文搜索要能找到中文", Chinese)]
    [InlineData("全文 只有 字", Chinese)]
    [InlineData("文全")]
    [InlineData("全文 English")]
    [InlineData("cache", English)]
    [InlineData("KVCACHE STRINGS", English)]
    [InlineData("vcach", English)]
    [InlineData("C#", English)]
    [InlineData("c", English)]
    [InlineData("%", English)]
    [InlineData("a_", English)]
    [InlineData("a%")]
    [InlineData("_b", English)]
    [InlineData("\\")]
    [InlineData("cache tiger")]
    public async Task Find_Words_AreFoundAnywhereInAText(string query, params string[] texts)
    {
        Guid id = await _database.CreateAsync("");
        await _database.AddAsync(id, null, Chinese);
        await _database.AddAsync(id, null, English);

        IReadOnlyList<SearchHit> hits = await FindAsync(query);

        Assert.Equal(texts.Length, hits.Count);
        Assert.All(hits.Zip(texts), pair => Assert.EndsWith(pair.First.Snippet.TrimStart('…'), pair.Second, StringComparison.Ordinal));
        Assert.All(hits, hit => Assert.NotEmpty(hit.Matches));
    }

    [Theory]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("CAFE\u0301", "cafe\u0301")]
    [InlineData("é", "é")]
    [InlineData("Ä", "ä")]
    [InlineData("äö", "Ä\u00D6")]
    [InlineData("ABC", "ＡＢＣ")]
    [InlineData("ａｂｃ", "Abc")]
    [InlineData("ア", "ｱ")]
    [InlineData("ｱｲｳ", "アイウ")]
    [InlineData("ガ", "ｶﾞ")]
    [InlineData("한국어", "\u1112\u1161\u11AB\u1100\u116E\u11A8\u110B\u1165")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("價格:", "價格：")]
    [InlineData("１", "1")]
    public async Task Find_OtherFormsOfTheCharacters_AreFoundAndMarkedInTheText(string query, string written)
    {
        string text = $"😀 ｶﾞﬁ½ e\u0301 before\n{written} after e";
        Guid id = await _database.CreateAsync($"T {written}!");
        await _database.AddAsync(id, null, text);
        await _database.AddAsync(id, null, "something else");

        IReadOnlyList<SearchHit> hits = await FindAsync(query);

        Assert.Equal(2, hits.Count);
        Assert.Equal((null, 2), (hits[0].MessageId, hits[0].MatchStart));
        Assert.Contains(written, hits[0].Matches.Select(range => hits[0].Snippet.Substring(range.Start, range.Length)));
        Assert.Contains(written, hits[1].Matches.Select(range => hits[1].Snippet.Substring(range.Start, range.Length)));
        Assert.StartsWith(hits[1].Snippet.Substring(hits[1].Matches[0].Start, hits[1].Matches[0].Length), text[hits[1].MatchStart..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_MatchFarIntoADecomposedText_IsShownWithItsPlace()
    {
        string text = string.Concat(Enumerable.Repeat("e\u0301 ", 400)) + "ｶﾞ needle " + string.Concat(Enumerable.Repeat("e\u0301 ", 400));
        await _database.AddAsync(await _database.CreateAsync(""), null, text);

        SearchHit hit = Assert.Single(await FindAsync("NEEDLE"));

        Assert.Equal(text.IndexOf("needle", StringComparison.Ordinal), hit.MatchStart);
        Assert.Equal("needle", hit.Snippet.Substring(Assert.Single(hit.Matches).Start, 6));
    }

    [Fact]
    public async Task Find_TextsOfAnOlderVersion_AreFoundFolded()
    {
        // Written first: today's messages have columns that the older version lacks.
        Guid id = await _database.CreateAsync("ＡＢＣ");
        await _database.AddAsync(id, null, "cafe\u0301 Ärger");
        await _database.AddAsync(id, null, "cafe\u0301", MessageRole.Assistant, MessageState.Streaming);
        using ChatDbContext context = _database.CreateForAll();
        await context.Database.MigrateAsync("20261123063119_Monitoring", Cancellation);

        _database.File.Prepare(Cancellation);

        Assert.Equal(id, Assert.Single(await FindAsync("abc")).ConversationId);
        Assert.Single(await FindAsync("café"));
        Assert.Single(await FindAsync("är"));
    }

    [Fact]
    public async Task File_InAnotherProgram_IsReadAndDeletedFromButNotWritten()
    {
        Guid id = await _database.CreateAsync("title");
        await _database.AddAsync(id, null, "text");
        using SqliteConnection other = new($"Data Source={_database.Path};Pooling=False");
        await other.OpenAsync(Cancellation);

        Assert.Equal("text", Execute("SELECT \"Text\" FROM \"Messages\""));
        Assert.Contains("no such function: search_fold", Assert.Throws<SqliteException>(() => Execute("UPDATE \"Messages\" SET \"Text\" = 'other'")).Message, StringComparison.Ordinal);
        Execute("DELETE FROM \"Messages\"");
        Assert.Empty(await FindAsync("text"));

        object? Execute(string sql)
        {
            using SqliteCommand command = other.CreateCommand();
#pragma warning disable CA2100 // Constants of this test.
            command.CommandText = sql;
#pragma warning restore CA2100
            return command.ExecuteScalar();
        }
    }

    [Fact]
    public async Task Find_TextWithNul_IsFoundBehindIt()
    {
        await _database.AddAsync(await _database.CreateAsync(""), null, "before\0after");

        Assert.Single(await FindAsync("after"));
    }

    [Theory]
    [InlineData("\"quoted\"", true)]
    [InlineData("it's 100%", true)]
    [InlineData("(NEAR the", true)]
    [InlineData("a_b*", true)]
    [InlineData("NEAR(holds strings, 2)", false)]
    [InlineData("cache* AND nothing", false)]
    [InlineData("tiger OR cache", false)]
    [InlineData("NOT tiger", false)]
    [InlineData("Text:cache", false)]
    [InlineData("^The", false)]
    [InlineData("\"", true)]
    [InlineData("\"\"\"", false)]
    [InlineData("'); DROP TABLE Messages; --", false)]
    [InlineData("cache\0tiger", false)]
    public async Task Find_OperatorsOfTheIndex_AreOnlyText(string query, bool isFound)
    {
        await _database.AddAsync(await _database.CreateAsync(""), null, English);

        Assert.Equal(isFound ? 1 : 0, (await FindAsync(query)).Count);
    }

    [Fact]
    public async Task Find_AnythingTyped_GivesWhatAPlainLookGives()
    {
        Guid id = await _database.CreateAsync("");
        await _database.AddAsync(id, null, English);
        Gen<string> text = Gen.Elements("a", "C", "\"", "*", "'", "(", ")", ":", "^", "-", "+", "%", "_", "\\", "{", "}", " ", "NEAR", "OR", "the", "中", "😀", "\uD800", "\0", "cache")
            .ListOf(6).Select(parts => string.Concat(parts));

        SeededProperty.Holds(text, 150, query => Check(query).GetAwaiter().GetResult());

        async Task Check(string query)
        {
            string[] words = query.Split([' ', '\0'], StringSplitOptions.RemoveEmptyEntries);
            bool isThere = words.Length > 0 && words.All(word => English.Contains(word, StringComparison.OrdinalIgnoreCase));
            Assert.Equal(isThere, (await FindAsync(query)).Count == 1);
        }
    }

    [Fact]
    public async Task Find_Match_IsShownWithItsPlace()
    {
        string text = string.Concat(Enumerable.Repeat("padding ", 40)) + "the needle\nand the Needle again" + new string('.', 400);
        await _database.AddAsync(await _database.CreateAsync("about needles"), null, text, MessageRole.Assistant);

        IReadOnlyList<SearchHit> hits = await FindAsync("needle");

        Assert.Equal([null, MessageRole.Assistant], hits.Select(hit => hit.Role));
        Assert.Equal(("about needles", 6), (hits[0].Snippet, hits[0].MatchStart));
        Assert.Equal(text.IndexOf("needle", StringComparison.Ordinal), hits[1].MatchStart);
        Assert.Equal(["needle", "Needle"], hits[1].Matches.Select(range => hits[1].Snippet.Substring(range.Start, range.Length)));
        Assert.StartsWith("…", hits[1].Snippet, StringComparison.Ordinal);
        Assert.EndsWith("…", hits[1].Snippet, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', hits[1].Snippet);
    }

    [Fact]
    public async Task Find_WordsThatOverlap_AreOneMatch()
    {
        await _database.AddAsync(await _database.CreateAsync(""), null, "a keyboard");

        SearchHit hit = Assert.Single(await FindAsync("keyb board oa"));

        Assert.Equal([new TextRange(2, 8)], hit.Matches);
    }

    [Fact]
    public async Task Find_RanksByFitThenByDate()
    {
        Guid id = await _database.CreateAsync("");
        await _database.AddAsync(id, null, "tiger among many other words that make it weigh less");
        await _database.AddAsync(id, null, "older tiger");
        await _database.AddAsync(id, null, "newer tiger");

        Assert.Equal(["newer tiger", "older tiger", "tiger among many other words that make it weigh less"], (await FindAsync("tiger")).Select(hit => hit.Snippet));
        Assert.Equal(["newer tiger", "older tiger", "tiger among many other words that make it weigh less"], (await FindAsync("ti")).Select(hit => hit.Snippet));
    }

    [Fact]
    public async Task Find_CharacterWithManyContinuations_IsFoundByScan()
    {
        Guid id = await _database.CreateAsync("");
        await _database.AddAsync(id, null, string.Concat(Enumerable.Range(0x4e00, 400).Select(code => $"的{(char)code}")));
        await _database.AddAsync(id, null, "newer, 的");
        await _database.AddAsync(id, null, "without");

        Assert.Equal(["newer, 的"], (await _database.Search.FindAsync(LocalOwner, "的", count: 1, cancellationToken: Cancellation)).Select(hit => hit.Snippet));
        Assert.Equal(2, (await FindAsync("的")).Count);
        Assert.Equal("newer, 的", Assert.Single(await FindAsync("的 newer")).Snippet);
        Assert.Equal("newer, 的", Assert.Single(await FindAsync("的 ew")).Snippet);
    }

    [Fact]
    public async Task Find_FollowsEveryChange()
    {
        Guid id = await _database.CreateAsync("lion");
        Guid answer = await _database.AddAsync(id, null, "zebra", MessageRole.Assistant, MessageState.Streaming);

        Assert.Empty(await FindAsync("zebra"));
        Assert.Empty(await FindAsync("ze"));
        await _database.Messages.UpdateAsync(LocalOwner, new AnswerUpdate(id, answer, "zebra and tiger", MessageState.Stopped), Cancellation);
        Assert.Single(await FindAsync("tiger"));
        await _database.Messages.UpdateAsync(LocalOwner, new AnswerUpdate(id, answer, "zebra and panda", MessageState.Finished), Cancellation);
        Assert.Empty(await FindAsync("tiger"));
        Assert.Single(await FindAsync("panda"));
        await _database.Conversations.RenameAsync(LocalOwner, id, "leopard", Cancellation);
        Assert.Empty(await FindAsync("lion"));
        Assert.Single(await FindAsync("leopard"));
        await _database.Messages.DeleteBranchAsync(LocalOwner, id, answer, Cancellation);
        Assert.Empty(await FindAsync("panda"));
    }

    [Fact]
    public async Task Find_ArchivedIsMarked_ThrownAwayIsNotFound()
    {
        Guid archived = await _database.CreateAsync("tiger in the archive");
        await _database.AddAsync(archived, null, "tiger");
        await _database.Conversations.SetArchivedAsync(LocalOwner, archived, true, Cancellation);
        Guid deleted = await _database.CreateAsync("tiger in the bin");
        await _database.AddAsync(deleted, null, "tiger");
        await _database.Conversations.DeleteAsync(LocalOwner, deleted, Cancellation);

        foreach (string query in new[] { "tiger", "ti" })
        {
            Assert.Equal([(archived, true), (archived, true)], (await FindAsync(query)).Select(hit => (hit.ConversationId, hit.IsArchived)));
        }
    }

    [Fact]
    public async Task Find_Purged_LeavesNoTraceInTheIndex()
    {
        Guid id = await _database.CreateAsync("tiger");
        await _database.AddAsync(id, null, "tiger");
        await _database.Conversations.DeleteAsync(LocalOwner, id, Cancellation);
        await _database.Conversations.PurgeAsync(LocalOwner, id, Cancellation);

        using ChatDbContext context = _database.CreateForAll();
        Assert.Empty(Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.SqlQueryRaw<long>(
            context.Database, "SELECT rowid AS Value FROM MessageIndex('\"tiger\"') UNION ALL SELECT rowid FROM TitleIndex('\"tiger\"')"));
    }

    private Task<IReadOnlyList<SearchHit>> FindAsync(string query) => _database.Search.FindAsync(LocalOwner, query, cancellationToken: Cancellation);
}
