using System.Text;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations.Exchange;

/// <summary>This app's export and import.</summary>
public sealed class ExchangeTests : IDisposable
{
    private static readonly ToolCall[] Calls =
    [
        new("calculator", """{"expression":"中"}""") { Round = 1, Offset = 3, Result = "no\nnumber", IsFailed = true, DurationMs = 1.5, CutCharacters = 2, Sources = [new(new Guid("0198c0de-0000-7000-8000-000000000099"), "a.pdf", 3, 10, 20)] },
        new("of_another_version", "{}") { Round = 1, Offset = 3 },
    ];

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Json_ThereAndBack_LosesNothing()
    {
        await FillAsync();
        string exported = await JsonAsync(LocalOwner, null);

        ImportResult result = await _database.ImportAsync(exported, OtherOwner);
        string again = await JsonAsync(OtherOwner, null);

        Assert.Equal((2, 5), (result.ConversationIds.Count, result.MessageCount));
        Assert.Equal(WithoutIds(exported), WithoutIds(again));
        Assert.Contains("中文 <b>&\\\"", exported, StringComparison.Ordinal);
        Assert.Single(await _database.Search.FindAsync(OtherOwner, "中文", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Json_Twice_IsThereTwiceInOneFolder()
    {
        Guid id = await FillAsync();
        string exported = await JsonAsync(LocalOwner, id);

        await _database.ImportAsync(exported);
        await _database.ImportAsync(exported);

        Assert.Equal(4, (await _database.Conversations.ListAsync(LocalOwner, ConversationFilter.Active, Cancellation)).Conversations.Count);
        Assert.Equal(3, Assert.Single(await _database.Folders.ListAsync(LocalOwner, Cancellation)).ConversationCount);
    }

    [Fact]
    public async Task Json_AnswerBeingWritten_ComesInStopped()
    {
        Guid id = await _database.CreateAsync();
        await _database.AddAsync(id, null, "half", MessageRole.Assistant, MessageState.Streaming);

        ImportResult result = await _database.ImportAsync(await JsonAsync(LocalOwner, id));

        Assert.Equal(MessageState.Stopped, (await _database.OpenAsync(result.ConversationIds[0])).Path[0].State);
        Assert.Single(await _database.Search.FindAsync(LocalOwner, "half", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Json_ThrownAway_IsNotExported()
    {
        Guid id = await _database.CreateAsync("in the bin");
        await _database.Conversations.DeleteAsync(LocalOwner, id, Cancellation);

        Assert.DoesNotContain("in the bin", await JsonAsync(LocalOwner, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markdown_ShowsTheShownBranch()
    {
        Guid id = await FillAsync();
        using MemoryStream output = new();

        await _database.Export.WriteOneAsync(new ChatMarkdown(TestDatabase.Texts, _database.Time), LocalOwner, id, output, Cancellation);

        Assert.Equal(
            """
            # first

            2025-06-10 12:00

            > **System prompt**  
            > Be brief.
            > Be kind.

            **You** · 2025-06-10 12:00

            question

            **Qwen2.5-7B** · 2025-06-10 12:00

            # Heading

            中文 <b>&"

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(output.ToArray()));
    }

    [Theory]
    [InlineData("", "Line 1, byte 1: found no JSON, expected a whole file of JSON, or of JSON Lines")]
    [InlineData("{\n  oops", "Line 2, byte 3: found no JSON")]
    [InlineData("42", "The file: found JSON of another kind, expected an export of QwenWebChat, ChatGPT, Claude, Open WebUI, LibreChat, or OpenAI messages (JSON or JSON Lines)")]
    [InlineData("[3]", "The file: found JSON of another kind, expected an export of QwenWebChat, ")]
    [InlineData("[{\"story\":{}},{\"name\":\"x\"}]", "The file: found JSON of another kind, expected an export of QwenWebChat, ")]
    [InlineData("{\"format\":\"other\"}", "format: found \"other\", expected \"qwenwebchat\"")]
    [InlineData("{\"format\":\"qwenwebchat\",\"version\":2}", "version: found 2, expected 1 or less; a newer QwenWebChat wrote this file")]
    [InlineData("{\"format\":\"qwenwebchat\",\"version\":1}", "The file: found no list of conversations, expected conversations, as QwenWebChat exports them")]
    public async Task Import_NoExport_SaysWhatIsWrong(string file, string message)
    {
        ImportException error = await Assert.ThrowsAsync<ImportException>(() => _database.ImportAsync(file));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"role\":\"assistant\"", "\"role\":\"robot\"", "conversations[0].messages[1].role: found ")]
    [InlineData("\"text\":\"question\"", "\"text\":null", "conversations[0].messages[0].text: found ")]
    [InlineData("\"title\":\"second\"", "\"name\":\"second\"", "conversations[1]: found ")]
    [InlineData("\"parentId\":\"ROOT\"", "\"parentId\":\"00000000-0000-0000-0000-000000000001\"", "conversations[0].messages[1].parentId: found '00000000-0000-0000-0000-000000000001', expected null or the id of a message of the same conversation")]
    [InlineData("\"id\":\"ROOT\"", "\"id\":\"ROOT\",\"parentId\":\"ROOT\"", "conversations[0].messages[0].parentId: found 'ROOT', which follows the message itself, expected a tree of messages")]
    [InlineData("\"id\":\"SECOND\"", "\"id\":\"ROOT\"", "conversations[0].messages[1].id: found the duplicate id 'ROOT', expected a unique id")]
    [InlineData("\"attachments\":[{\"name\":\"a.txt\",\"text\":\"one\"},", "\"attachments\":[null,", "conversations[0].messages[3].attachments: found null, expected an object")]
    [InlineData("\"createdAt\":\"2025-", "\"createdAt\":\"0025-", "conversations[0].createdAt: found 0025-06-10T12:00:00.0000000+00:00, expected a time after 1970")]
    [InlineData("\"kind\":\"jsonSchema\"", "\"kind\":\"yaml\"", "conversations[0].outputFormat.kind: found ")]
    [InlineData("\"schema\":\"{", "\"schema\":\"", "conversations[0].outputFormat.schema: found text that is not JSON at line 2, column 9, expected a JSON Schema as text")]
    [InlineData("\"tools\":[\"calculator\",", "\"tools\":[3,", "conversations[0].tools")]
    [InlineData("\"toolCalls\":[{", "\"toolCalls\":[null,{", "conversations[0].messages[1].toolCalls[0]: found null, expected a call of an answer")]
    [InlineData("\"arguments\":\"{\\\"expression", "\"arguments\":\"{expression", "conversations[0].messages[1].toolCalls[0].arguments: found text that is no JSON object, expected a JSON object as text")]
    [InlineData("\"arguments\":\"{\\\"expression\\\":\\\"", "\"arguments\":\"{\\\"expression\\\":\\\"\\\\ud800", "conversations[0].messages[1].toolCalls[0].arguments: found text that is no JSON object, expected a JSON object as text")]
    [InlineData("\"name\":\"calculator\"", "\"name\":\"\"", "conversations[0].messages[1].toolCalls[0].name: found no text, expected the name of a tool")]
    [InlineData("\"offset\":3", "\"offset\":4", "conversations[0].messages[1].toolCalls[0].offset: found 4, expected 0 to 3")]
    [InlineData("\"round\":1", "\"round\":9", "conversations[0].messages[1].toolCalls[1].round: found 1, expected 9 or more")]
    [InlineData("\"offset\":3", "\"offset\":2", "conversations[0].messages[1].toolCalls[1].offset: found 3, expected 2")]
    [InlineData("\"sources\":[{", "\"sources\":[null,{", "conversations[0].messages[1].toolCalls[0]: found null among its sources, expected a call of an answer")]
    [InlineData("\"schema\":", "\"scheme\":", "conversations[0].outputFormat.schema: found nothing, expected a JSON Schema as text")]
    public async Task Import_SomethingWrongInside_SaysWhereAndBringsTheOthersIn(string right, string wrong, string message)
    {
        Guid id = await FillAsync();
        IReadOnlyList<ConversationMessage> path = (await _database.OpenAsync(id)).Path;
        (string root, string second) = ($"{path[0].Id}", $"{path[1].Versions[0]}");
        string exported = WithoutSpaces(await JsonAsync(LocalOwner, null)).Replace(second, "SECOND", StringComparison.Ordinal).Replace(root, "ROOT", StringComparison.Ordinal);
        int at = exported.IndexOf(right, StringComparison.Ordinal);
        string broken = exported[..at] + wrong + exported[(at + right.Length)..];
        broken = broken.Replace("SECOND", second, StringComparison.Ordinal).Replace("ROOT", root, StringComparison.Ordinal);

        ImportResult result = await _database.ImportAsync(broken, OtherOwner);

        RefusedChat refused = Assert.Single(result.Refused);
        bool isFirst = message.StartsWith("conversations[0]", StringComparison.Ordinal);
        Assert.Equal(isFirst ? "first" : "", refused.Title == "second" ? "" : refused.Title);
        Assert.StartsWith(message.Replace("ROOT", root, StringComparison.Ordinal), $"{refused.Where}: found {refused.Found}, expected {refused.Expected}", StringComparison.Ordinal);
        Assert.Equal(isFirst ? "second" : "first", Assert.Single((await _database.Conversations.ListAsync(OtherOwner, ConversationFilter.Active, Cancellation)).Conversations).Title);
        Assert.Equal(isFirst ? 0 : 1, (await _database.Folders.ListAsync(OtherOwner, Cancellation)).Count);
    }

    [Fact]
    public async Task Markdown_AnswerWithCalls_HasOneLineForEach()
    {
        Guid id = await _database.CreateAsync("calls");
        Guid question = await _database.AddAsync(id, null, "question");
        ToolCall search = new("search_documents", """{"query":"a `b`\nc"}""") { Round = 2, Offset = 3, Result = string.Concat(Enumerable.Repeat("long\r\n", 60)) };
        await _database.Messages.AddAsync(LocalOwner, id, new NewMessage(question, MessageRole.Assistant, "bad\n\nend") { ToolCalls = [.. Calls[..1], search, Calls[1] with { Round = 2 }] }, Cancellation);
        using MemoryStream output = new();

        await _database.Export.WriteOneAsync(new ChatMarkdown(TestDatabase.Texts, _database.Time), LocalOwner, id, output, Cancellation);

        string shortened = string.Join(' ', Enumerable.Repeat("long", 40));
        Assert.EndsWith(
            $$"""


            bad

            > Calculator `{"expression":"中"}` → Failed: `no number`

            > Document search `{"query":"a 'b'\nc"}` → `{{shortened}}…`

            > of_another_version `{}` → Not run

            end

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    /// <summary>Two conversations of five messages: versions, figures, settings, a folder, feedback. The first one's id.</summary>
    private async Task<Guid> FillAsync()
    {
        Guid folder = (await _database.Folders.CreateAsync(LocalOwner, "work", Cancellation))!.Id;
        ChatSetup setup = new("Be brief.\nBe kind.", new SamplingOverrides { Temperature = 0.1, TopP = 0.9, Seed = ulong.MaxValue })
        {
            Format = OutputFormat.OfSchema("{\n  \"type\": \"object\"\n}"),
            Tools = ["calculator", "from_another_version"],
        };
        Guid id = (await _database.Conversations.CreateAsync(
            LocalOwner, "first", setup, folder, Cancellation)).Id;
        Guid question = await _database.AddAsync(id, null, "question");
        Guid bad = (await _database.Messages.AddAsync(LocalOwner, id, new NewMessage(question, MessageRole.Assistant, "bad", MessageState.Failed) { ToolCalls = Calls }, Cancellation))!.Id;
        Guid good = await _database.AddAsync(id, question, "", MessageRole.Assistant, MessageState.Streaming);
        AnswerFigures figures = new() { AnswerTokens = 3, TokensPerSecond = 1.25, TokensPerStep = 1.5, TimeToFirstTokenMs = 0.1, PromptTokens = 2, CachedTokens = 1, YarnFactor = 1, Model = "Qwen2.5-7B", FinishReason = "stop" };
        await _database.Messages.UpdateAsync(LocalOwner, new AnswerUpdate(id, good, "# Heading\r\n\r\n中文 <b>&\"\n", MessageState.Finished, figures), Cancellation);
        await _database.Messages.AddAsync(
            LocalOwner,
            id,
            new NewMessage(bad, MessageRole.User, "after the bad one") { Attachments = [new("a.txt", "one"), new("b.txt", "```two")], Cut = new HistoryCut(bad, "In short.") },
            Cancellation);
        await _database.Messages.SetFeedbackAsync(LocalOwner, id, bad, MessageFeedback.Down, Cancellation);
        await _database.Messages.ShowAsync(LocalOwner, id, good, Cancellation);
        Guid second = await _database.CreateAsync("second");
        await _database.Conversations.RenameAsync(LocalOwner, second, "second", Cancellation);
        await _database.Conversations.SetPinnedAsync(LocalOwner, second, true, Cancellation);
        await _database.AddAsync(second, null, "alone", MessageRole.System);
        return id;
    }

    private async Task<string> JsonAsync(Guid owner, Guid? id)
    {
        using MemoryStream output = new();
        ChatJson format = new(_database.Time);
        await (id is { } one ? _database.Export.WriteOneAsync(format, owner, one, output, Cancellation) : _database.Export.WriteAllAsync(format, owner, output, Cancellation));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static string WithoutSpaces(string json) => string.Concat(json.Split('\n').Select(line => line.Trim())).Replace("\": ", "\":", StringComparison.Ordinal);

    // Each id by the place where it is first named.
    private static string WithoutIds(string json)
    {
        Dictionary<string, string> names = [];
        return System.Text.RegularExpressions.Regex.Replace(json, "[0-9a-f]{8}-[0-9a-f-]{27}", match =>
            names.TryGetValue(match.Value, out string? name) ? name : names[match.Value] = $"#{names.Count}");
    }
}
