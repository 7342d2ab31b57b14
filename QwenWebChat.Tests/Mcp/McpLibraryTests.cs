using System.Text;
using System.Text.Json;
using ModelContextProtocol.Client;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Documents.Questions;

namespace QwenWebChat.Tests.Mcp;

/// <summary>The tools that list, search and read documents, called by the official client.</summary>
[Slow]
public sealed class McpLibraryTests : IAsyncLifetime
{
    private readonly McpApp _app = new("unused");
    private McpClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _client = await _app.ConnectAsync();

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task ListTools_AllFive_AreDescribedWithBothSchemas()
    {
        IList<McpClientTool> tools = await _client.ListToolsAsync(cancellationToken: Cancellation);

        Assert.Equal(["ask_document", "list_documents", "read_page", "search_documents", "summarize_document"], tools.Select(tool => tool.Name).Order());
        Assert.All(tools, tool =>
        {
            Assert.True(tool.Description?.Length > 40 && tool.Title is not null, tool.Name);
            Assert.Equal("object", tool.ReturnJsonSchema!.Value.GetProperty("type").GetString());
            Assert.All(tool.JsonSchema.GetProperty("properties").EnumerateObject(), property => Assert.True(property.Value.TryGetProperty("description", out _), $"{tool.Name}: {property.Name}"));
            Assert.Equal(tool.Name != "summarize_document", tool.ProtocolTool.Annotations?.ReadOnlyHint);
        });
        Assert.Equal("qwenwebchat", _client.ServerInfo?.Name);
    }

    [Fact]
    public async Task Search_WordsOfOneDocument_FindsItsPassageWithItsPlace()
    {
        await _app.UploadAsync("cats.txt", "Cats sleep all day.");
        Document manual = await _app.UploadAsync("manual.txt", "placeholder");
        await _app.StoreTextAsync(manual.Id, Manual.Of(12));

        JsonElement found = await McpCalls.ResultAsync(_client, "search_documents", new { query = "gasket", limit = 1 });

        JsonElement passage = Assert.Single(found.GetProperty("passages").EnumerateArray());
        Assert.Equal((manual.Id.ToString(), "manual.txt", 3), (passage.GetProperty("documentId").GetString(), passage.GetProperty("documentName").GetString(), passage.GetProperty("page").GetInt32()));
        Assert.Contains("gasket", passage.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(found.TryGetProperty("note", out _));
        JsonElement around = await McpCalls.ResultAsync(_client, "read_page", new { documentId = manual.Id, start = passage.GetProperty("start").GetInt32(), maxCharacters = passage.GetProperty("length").GetInt32() });
        Assert.Equal(passage.GetProperty("text").GetString(), around.GetProperty("text").GetString()!.Trim());
    }

    [Fact]
    public async Task Search_NothingThere_SaysWhy()
    {
        Assert.Equal("The user has no documents that are read.", NoteOf(await McpCalls.ResultAsync(_client, "search_documents", new { query = "pump" })));
        await _app.UploadAsync("cats.txt", "Cats sleep all day. 猫整天睡觉。");

        Assert.Equal("No document contains any of these words.", NoteOf(await McpCalls.ResultAsync(_client, "search_documents", new { query = "pump" })));
        Assert.Single((await McpCalls.ResultAsync(_client, "search_documents", new { query = "睡觉" })).GetProperty("passages").EnumerateArray());
    }

    [Theory]
    [InlineData("search_documents", """{"query":"?!"}""", "query: found no word; expected words to search for.")]
    [InlineData("search_documents", "{}", "query is missing; expected a string.")]
    [InlineData("search_documents", """{"query":5}""", "query: found 5; expected a string.")]
    [InlineData("search_documents", """{"query":"cat","limit":"five"}""", "limit: found \"five\"; expected a whole number.")]
    [InlineData("search_documents", """{"query":"cat","limit":1e99}""", "limit: found 1e99; expected a whole number.")]
    [InlineData("search_documents", """{"query":"cat","limit":21}""", "limit: found 21; expected 1 to 20.")]
    [InlineData("search_documents", """{"query":"cat","top":3}""", "top is not an argument of search_documents; it has query, limit.")]
    [InlineData("list_documents", """{"offset":-1}""", "offset: found -1; expected 0 to 2147483647.")]
    [InlineData("read_page", """{"documentId":"7"}""", "There is no document with the id 7; list_documents lists the ids.")]
    [InlineData("read_page", """{"documentId":"11111111-2222-3333-4444-555555555555","page":1}""", "There is no document with the id 11111111-2222-3333-4444-555555555555; list_documents lists the ids.")]
    [InlineData("read_page", """{"documentId":"7","maxCharacters":0}""", "maxCharacters: found 0; expected 1 to 20000.")]
    [InlineData("ask_document", """{"question":"Why?","documentIds":[]}""", "The number of documentIds: found 0; expected 1 to 20.")]
    [InlineData("ask_document", """{"question":" ","documentIds":["7"]}""", "The length of question: found 0; expected 1 to 20000.")]
    [InlineData("ask_document", """{"question":"Why?","documentIds":[7]}""", "documentIds: found [7]; expected a list of strings.")]
    [InlineData("summarize_document", """{"documentId":"7","style":"poem"}""", "style: found \"poem\"; expected one of executive, bullets, detailed, chapters.")]
    public async Task Call_BadArguments_IsAToolErrorInOneSentence(string tool, string arguments, string error) =>
        Assert.Equal(error, await McpCalls.ErrorAsync(_client, tool, JsonElement.Parse(arguments)));

    [Fact]
    public async Task Read_PageAndRange_AreTheDocumentsOwnText()
    {
        Document manual = await _app.UploadAsync("manual.txt", "placeholder");
        await _app.StoreTextAsync(manual.Id, Manual.Of(3));

        JsonElement page = await McpCalls.ResultAsync(_client, "read_page", new { documentId = manual.Id, page = 2 });

        Assert.StartsWith("On page 2 the valve", page.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal((2, 3, Manual.Of(3).Text.Length), (page.GetProperty("page").GetInt32(), page.GetProperty("pageCount").GetInt32(), page.GetProperty("totalCharacters").GetInt32()));
        Assert.False(page.TryGetProperty("note", out _));
        Assert.Equal("page: found 9; manual.txt has the pages 1 to 3.", await McpCalls.ErrorAsync(_client, "read_page", new { documentId = manual.Id, page = 9 }));
        Assert.Matches("^start: found 0; expected [0-9]+ to [0-9]+\\.$", await McpCalls.ErrorAsync(_client, "read_page", new { documentId = manual.Id, page = 2, start = 0 }));
    }

    /// <summary>What is cut is told, and reading on from where the note says gives the whole text, with no character torn.</summary>
    [Fact]
    public async Task Read_LongText_IsReadWholeByFollowingTheNotes()
    {
        string text = string.Concat(Enumerable.Range(0, 9_000).Select(number => $"{number}😀"));
        Document document = await _app.UploadAsync("long.txt", text);
        StringBuilder whole = new();
        int calls = 0;
        for (int? start = 0; start is not null; calls++)
        {
            JsonElement piece = await McpCalls.ResultAsync(_client, "read_page", new { documentId = document.Id, start });
            string words = piece.GetProperty("text").GetString()!;
            Assert.True(words.Length <= 20_000 && !char.IsHighSurrogate(words[^1]));
            whole.Append(words);
            int end = start.Value + piece.GetProperty("length").GetInt32();
            start = piece.TryGetProperty("note", out JsonElement note) ? end : null;
            Assert.True(start is null || note.GetString() == $"The text goes on: {text.Length - end} more characters from start {end}.");
        }

        Assert.Equal((text, 3), (whole.ToString(), calls));
        Assert.Equal("long.txt has no pages; leave page out and use start.", await McpCalls.ErrorAsync(_client, "read_page", new { documentId = document.Id, page = 1 }));
    }

    [Fact]
    public async Task Documents_NotReadYetOrDeleted_AreListedOrUnknown()
    {
        _app.Unread.Add("slow.txt");
        Document slow = await _app.UploadAsync("slow.txt", "Words.");
        Document ready = await _app.UploadAsync("ready.txt", "Words.");

        JsonElement list = await McpCalls.ResultAsync(_client, "list_documents", new { });

        Assert.Equal([("ready.txt", "ready"), ("slow.txt", "reading")], list.GetProperty("documents").EnumerateArray().Select(one => (one.GetProperty("name").GetString(), one.GetProperty("state").GetString())).Order());
        Assert.Equal("slow.txt is still being read; try again in a moment.", await McpCalls.ErrorAsync(_client, "read_page", new { documentId = slow.Id }));
        Assert.Equal("slow.txt is still being read; try again in a moment.", await McpCalls.ErrorAsync(_client, "ask_document", new { question = "Why?", documentIds = new[] { ready.Id, slow.Id } }));
        Assert.Equal("slow.txt is still being read; try again in a moment.", await McpCalls.ErrorAsync(_client, "summarize_document", new { documentId = slow.Id }));
    }

    [Fact]
    public async Task List_MoreThanOneAnswerHolds_SaysHowToGetTheRest()
    {
        _app.Unread.Add("slow.txt");
        for (int count = 0; count < 103; count++)
        {
            await _app.UploadAsync("slow.txt", "Words.");
        }

        JsonElement first = await McpCalls.ResultAsync(_client, "list_documents", new { });
        JsonElement rest = await McpCalls.ResultAsync(_client, "list_documents", new { offset = 100 });

        Assert.Equal("Documents 1 to 100 of 103; offset 100 lists the next.", NoteOf(first));
        Assert.Equal((100, 3, 103), (first.GetProperty("documents").GetArrayLength(), rest.GetProperty("documents").GetArrayLength(), rest.GetProperty("total").GetInt32()));
        Assert.False(rest.TryGetProperty("note", out _));
    }

    private static string? NoteOf(JsonElement result) => result.GetProperty("note").GetString();
}
