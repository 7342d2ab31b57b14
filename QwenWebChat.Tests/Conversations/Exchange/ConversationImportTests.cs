using System.Text;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations.Exchange;

/// <summary>What is the same for every format: encodings, JSON Lines, bad chats among good ones, limits.</summary>
public sealed class ConversationImportTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("chatgpt-conversations.json", 1, 2)]
    [InlineData("librechat.json", 1, 2)]
    [InlineData("openai-messages.json", 1, 2)]
    [InlineData("owui-files-images.json", 1, 2)]
    [InlineData("owui-lone-surrogate.json", 2, 4)]
    [InlineData("owui-one-bad-role.json", 3, 6)]
    [InlineData("owui-reasoning.json", 1, 2)]
    [InlineData("owui-system-role.json", 1, 2)]
    [InlineData("owui-utf16.json", 1, 2)]
    public async Task Read_SharedCase_ComesInWhole(string name, int chats, int messages)
    {
        byte[] file = await File.ReadAllBytesAsync(SharedFolder.Require("cases", "chat", "imports", name), Cancellation);

        ImportResult result = await _database.ImportAsync(file);

        Assert.Equal((chats, messages, 0), (result.ConversationIds.Count, result.MessageCount, result.Refused.Count));
        Assert.Equal(new ImportOmissions(name.Contains("images", StringComparison.Ordinal) ? 1 : 0, 0, name.Contains("images", StringComparison.Ordinal) ? 1 : 0, 0, name.Contains("lone", StringComparison.Ordinal) ? 1 : 0), result.Omitted);
    }

    [Fact]
    public async Task Read_HalfACharacter_BecomesTheReplacementCharacterEverywhere()
    {
        ImportResult result = await _database.ImportAsync("""
            [{ "title": "t\ud83d", "chat": { "history": { "currentId": "b\udc00", "messages": {
              "a": { "role": "user", "content": "😀 \ud83d\ude00" }, "b\udc00": { "parentId": "a", "role": "assistant", "content": "cut \ud83d" } } } } }]
            """);

        ConversationView opened = await _database.OpenAsync(result.ConversationIds[0]);
        Assert.Equal(("t\uFFFD", 4), (opened.Summary.Title, result.Omitted.Characters));
        Assert.Equal(["😀 😀", "cut \uFFFD"], opened.Path.Select(message => message.Text));
    }

    [Fact]
    public async Task Read_HalfACharacterInTheOwnFormat_BecomesTheReplacementCharacter()
    {
        await _database.AddAsync(await _database.CreateAsync("title"), null, "half?");
        using MemoryStream output = new();
        await _database.Export.WriteAllAsync(new ChatJson(_database.Time), LocalOwner, output, Cancellation);
        string file = Encoding.UTF8.GetString(output.ToArray()).Replace("half?", "half \\ud83d", StringComparison.Ordinal);

        Assert.Equal("half \uFFFD", (await _database.ImportOneAsync(file)).Path[0].Text);
    }

    [Theory]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    public async Task Read_Utf16_IsRead(string encoding, bool hasMark)
    {
        Encoding of = Encoding.GetEncoding(encoding);

        ImportResult result = await _database.ImportAsync([.. hasMark ? of.Preamble : [], .. of.GetBytes("""[{"role":"user","content":"你好 😀"}]""")]);

        Assert.Equal("你好 😀", (await _database.OpenAsync(result.ConversationIds[0])).Path[0].Text);
    }

    [Fact]
    public async Task Read_JsonLines_ReadsEachAndNamesTheBad()
    {
        ImportResult result = await _database.ImportAsync("""
            {"messages":[{"role":"user","content":"one"},{"role":"assistant","content":"1"}]}

            {"messages":[{"role":"user","content":"two"}]}
            {"messages":[{"role":"user","content":"cu
            {"story":1}
            {"messages":[{"role":"user","content":"three"}]}
            """);

        Assert.Equal((3, 4), (result.ConversationIds.Count, result.MessageCount));
        Assert.Equal(["Line 4, byte 42", "Line 5"], result.Refused.Select(chat => chat.Where));
        Assert.Equal("one", (await _database.OpenAsync(result.ConversationIds[0])).Summary.Title);
    }

    [Fact]
    public async Task Read_ListOfSeveralFormats_ReadsEachChatByItsOwn()
    {
        ImportResult result = await _database.ImportAsync("""
            [{ "title": "Old", "history": { "messages": { "1": { "role": "user", "content": "hi" } } } },
             { "name": "Claude", "chat_messages": [{ "uuid": "1", "sender": "human", "text": "hi" }] },
             [{ "role": "user", "content": "hi" }],
             { "what": 1 }, 7]
            """);

        Assert.Equal(3, result.ConversationIds.Count);
        Assert.Equal([("[3]", "JSON of another kind"), ("[4]", "7")], result.Refused.Select(chat => (chat.Where, chat.Found)));
    }

    [Fact]
    public async Task Read_ChatThatTheDatabaseRefuses_LosesNoOther()
    {
        using (ChatDbContext context = _database.CreateForAll())
        {
            await context.Database.ExecuteSqlRawAsync("""CREATE TRIGGER refuse BEFORE INSERT ON "Messages" WHEN NEW."Text" = 'poison' BEGIN SELECT RAISE(ABORT, 'no poison'); END""", Cancellation);
        }

        ImportResult result = await _database.ImportAsync("""
            [{ "title": "first", "folder_id": "f", "chat": { "history": { "messages": { "1": { "role": "user", "content": "a" }, "2": { "parentId": "1", "role": "user", "content": "poison" } } } } },
             { "title": "second", "folder_id": "f", "chat": { "history": { "messages": { "1": { "role": "user", "content": "b" } } } } }]
            """);

        Assert.Equal(("first", "[0]"), result.Refused.Select(chat => (chat.Title, chat.Where)).Single());
        Assert.Contains("no poison", result.Refused[0].Found, StringComparison.Ordinal);
        Assert.Equal("second", Assert.Single((await _database.Conversations.ListAsync(LocalOwner, ConversationFilter.Active, Cancellation)).Conversations).Title);
        Assert.Equal(1, Assert.Single(await _database.Folders.ListAsync(LocalOwner, Cancellation)).ConversationCount);
        using ChatDbContext check = _database.CreateForAll();
        Assert.Equal(1, await check.Messages.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Read_MillionsOfBadChats_IsRefusedSoon()
    {
        ImportException error = await Assert.ThrowsAsync<ImportException>(() => _database.ImportAsync("[" + string.Join(',', Enumerable.Repeat('1', 2_000_000)) + "]"));

        Assert.StartsWith("The file: found more than 10000 chats that cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_DeepNest_IsRefusedInWords()
    {
        await Assert.ThrowsAsync<ImportException>(() => _database.ImportAsync(new string('[', 3_000_000)));
        ImportException error = await Assert.ThrowsAsync<ImportException>(() => _database.ImportAsync(new string('[', 1_000_000) + new string(']', 1_000_000)));
        Assert.Equal("The file: found 2000000 values, up to 999999 levels deep, expected chats with fewer levels of nesting", error.Message);

        ImportResult result = await _database.ImportAsync($$"""[{"messages":[{"role":"user","content":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}]}]""");

        Assert.Equal(1, result.Omitted.Parts);
    }
}
