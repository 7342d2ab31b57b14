using System.Text;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations;

/// <summary>This app's export and import.</summary>
public sealed class ExchangeTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Json_ThereAndBack_LosesNothing()
    {
        await FillAsync();
        string exported = await JsonAsync(LocalOwner, null);

        ImportResult result = await ImportAsync(OtherOwner, exported);
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

        await ImportAsync(LocalOwner, exported);
        await ImportAsync(LocalOwner, exported);

        Assert.Equal(4, (await _database.Conversations.ListAsync(LocalOwner, ConversationFilter.Active, Cancellation)).Conversations.Count);
        Assert.Equal(3, Assert.Single(await _database.Folders.ListAsync(LocalOwner, Cancellation)).ConversationCount);
    }

    [Fact]
    public async Task Json_AnswerBeingWritten_ComesInStopped()
    {
        Guid id = await _database.CreateAsync();
        await _database.AddAsync(id, null, "half", MessageRole.Assistant, MessageState.Streaming);

        ImportResult result = await ImportAsync(LocalOwner, await JsonAsync(LocalOwner, id));

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

        Assert.Equal(1, await _database.Export.WriteMarkdownAsync(LocalOwner, id, output, Cancellation));

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
    [InlineData("", "Line 1, byte 1: found no JSON, expected a whole JSON file, as QwenWebChat and Open WebUI export it")]
    [InlineData("{\n  oops", "Line 2, byte 3: found no JSON")]
    [InlineData("42", "The file: found JSON of another kind, expected an export of QwenWebChat or of Open WebUI")]
    [InlineData("{\"format\":\"other\"}", "format: found \"other\", expected \"qwenwebchat\"")]
    [InlineData("{\"format\":\"qwenwebchat\",\"version\":2}", "version: found 2, expected 1 or less; a newer QwenWebChat wrote this file")]
    [InlineData("{\"format\":\"qwenwebchat\",\"version\":1}", "The file: found ")]
    public async Task Import_NoExport_SaysWhatIsWrong(string file, string message)
    {
        ImportException error = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(LocalOwner, file));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"role\":\"assistant\"", "\"role\":\"robot\"", "conversations[0].messages[1].role: found ")]
    [InlineData("\"text\":\"question\"", "\"text\":null", "conversations[0].messages[0].text: found ")]
    [InlineData("\"title\":\"second\"", "\"name\":\"second\"", "conversations[1]: found ")]
    [InlineData("\"parentId\":\"ROOT\"", "\"parentId\":\"00000000-0000-0000-0000-000000000001\"", "conversations[0].messages[1].parentId: found '00000000-0000-0000-0000-000000000001', expected null or the id of a message of the same conversation")]
    [InlineData("\"id\":\"ROOT\"", "\"id\":\"ROOT\",\"parentId\":\"ROOT\"", "conversations[0].messages[0].parentId: found 'ROOT', which follows the message itself, expected a tree of messages")]
    [InlineData("\"id\":\"SECOND\"", "\"id\":\"ROOT\"", "conversations[0].messages[1].id: found 'ROOT' a second time, expected an id of its own")]
    public async Task Import_SomethingWrongInside_SaysWhereAndBringsNothingIn(string right, string wrong, string message)
    {
        Guid id = await FillAsync();
        IReadOnlyList<MessageView> path = (await _database.OpenAsync(id)).Path;
        (string root, string second) = ($"{path[0].Id}", $"{path[1].Versions[0]}");
        string exported = WithoutSpaces(await JsonAsync(LocalOwner, null)).Replace(second, "SECOND", StringComparison.Ordinal).Replace(root, "ROOT", StringComparison.Ordinal);
        string broken = exported.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(exported, broken);
        broken = broken.Replace("SECOND", second, StringComparison.Ordinal).Replace("ROOT", root, StringComparison.Ordinal);

        ImportException error = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(OtherOwner, broken));

        Assert.StartsWith(message.Replace("ROOT", root, StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
        Assert.Empty((await _database.Conversations.ListAsync(OtherOwner, ConversationFilter.Active, Cancellation)).Conversations);
        Assert.Empty(await _database.Folders.ListAsync(OtherOwner, Cancellation));
    }

    /// <summary>Two conversations of five messages: versions, figures, settings, a folder, feedback. The first one's id.</summary>
    private async Task<Guid> FillAsync()
    {
        Guid folder = (await _database.Folders.CreateAsync(LocalOwner, "work", Cancellation))!.Id;
        Guid id = (await _database.Conversations.CreateAsync(
            LocalOwner, "first", new ChatSetup("Be brief.\nBe kind.", new ConversationSettings { Temperature = 0.1, TopP = 0.9, Seed = ulong.MaxValue }), folder, Cancellation)).Id;
        Guid question = await _database.AddAsync(id, null, "question");
        Guid bad = await _database.AddAsync(id, question, "bad", MessageRole.Assistant, MessageState.Failed);
        Guid good = await _database.AddAsync(id, question, "", MessageRole.Assistant, MessageState.Streaming);
        MessageFigures figures = new() { AnswerTokens = 3, TokensPerSecond = 1.25, TimeToFirstTokenMs = 0.1, PromptTokens = 2, CachedTokens = 1, YarnFactor = 1, Model = "Qwen2.5-7B", FinishReason = "stop" };
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
        await _database.Export.WriteJsonAsync(owner, id, output, Cancellation);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private async Task<ImportResult> ImportAsync(Guid owner, string file)
    {
        using MemoryStream input = new(Encoding.UTF8.GetBytes(file));
        return await _database.Import.ReadAsync(owner, input, Cancellation);
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
