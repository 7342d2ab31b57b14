using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations.Exchange.Formats;

/// <summary>Exports of Open WebUI, in the shapes that its versions have written.</summary>
public sealed class OpenWebUiReaderTests : IDisposable
{
    private const string Chat = """
        {
          "id": "c1", "user_id": "u1", "title": "Tigers", "created_at": 1749500000, "updated_at": 1749500100, "pinned": true, "archived": false, "folder_id": "f1", "meta": {},
          "chat": {
            "id": "", "title": "Tigers", "models": ["qwen2.5:7b"], "system": "", "tags": [], "timestamp": 1749500000123,
            "params": { "system": "Be brief.", "temperature": 0.3, "top_k": 40, "seed": 7, "stop": ["x"] },
            "history": {
              "currentId": "a1",
              "messages": {
                "q": { "id": "q", "parentId": null, "childrenIds": ["a1", "a2"], "role": "user", "content": "What is a tiger?", "timestamp": 1749500000, "models": ["qwen2.5:7b"] },
                "a2": { "id": "a2", "parentId": "q", "childrenIds": [], "role": "assistant", "content": "Unfini", "model": "qwen2.5:7b", "timestamp": 1749500050, "done": false },
                "a1": { "id": "a1", "parentId": "q", "childrenIds": ["gone"], "role": "assistant", "content": "A cat. 一只猫。", "model": "qwen2.5:7b", "timestamp": 1749500010, "done": true,
                        "annotation": { "rating": 1 }, "usage": { "completion_tokens": 5, "prompt_tokens": 20, "response_token/s": 12.5 } },
                "stub": { "id": "stub", "childrenIds": ["orphan"] },
                "orphan": { "id": "orphan", "parentId": "stub", "childrenIds": [], "role": "user", "content": [{ "type": "text", "text": "Look" }, { "type": "image_url" }] }
              }
            },
            "messages": []
          }
        }
        """;

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Import_List_BringsInEverythingThatHasAPlace()
    {
        ImportResult result = await _database.ImportAsync($"[{Chat}, {Chat}]");

        Assert.Equal((2, 8), (result.ConversationIds.Count, result.MessageCount));
        ConversationView opened = await _database.OpenAsync(result.ConversationIds[0]);
        Assert.Equal(("Tigers", true, true, false), (opened.Summary.Title, opened.Summary.IsTitleOwn, opened.Summary.IsPinned, opened.Summary.IsArchived));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1749500100), opened.Summary.UpdatedAt);
        Assert.Equal("Be brief.", opened.Setup.SystemPrompt);
        Assert.Equal(new SamplingOverrides { Temperature = 0.3, TopK = 40, Seed = 7 }, opened.Setup.Settings);
        Assert.Equal(["What is a tiger?", "A cat. 一只猫。"], opened.Path.Select(message => message.Text));
        Assert.Equal((1, 2), (opened.Path[1].Version, opened.Path[1].Versions.Count));
        Assert.Equal(MessageFeedback.Up, opened.Path[1].Feedback);
        Assert.Equal(new AnswerFigures { Model = "qwen2.5:7b", AnswerTokens = 5, PromptTokens = 20, TokensPerSecond = 12.5 }, opened.Path[1].Figures);
        Assert.Equal(2, opened.Path[0].Versions.Count);
        Assert.Equal(("Open WebUI 1", 2), (await _database.Folders.ListAsync(LocalOwner, Cancellation)).Select(folder => (folder.Name, folder.ConversationCount)).Single());

        await _database.Messages.ShowAsync(LocalOwner, result.ConversationIds[0], opened.Path[1].Versions[1], Cancellation);
        Assert.Equal(("Unfini", MessageState.Stopped), (await _database.OpenAsync(result.ConversationIds[0])).Path.Select(message => (message.Text, message.State)).Last());
        Assert.Equal(4, (await _database.Search.FindAsync(LocalOwner, "tiger", cancellationToken: Cancellation)).Count);
    }

    [Fact]
    public async Task Import_OneChatAndTheOldForm_AreTakenToo()
    {
        Assert.Single((await _database.ImportAsync(Chat)).ConversationIds);

        ImportResult old = await _database.ImportAsync("""[{ "title": "Old", "history": { "messages": { "1": { "role": "user", "content": "hi" } } } }]""");

        ConversationView opened = await _database.OpenAsync(old.ConversationIds[0]);
        Assert.Equal(("Old", "hi", _database.Time.GetUtcNow()), (opened.Summary.Title, opened.Path.Single().Text, opened.Summary.CreatedAt));
    }

    [Fact]
    public async Task Import_NoCurrentMessage_ShowsTheLastWritten()
    {
        ImportResult result = await _database.ImportAsync(Chat.Replace("\"currentId\": \"a1\"", "\"currentId\": null", StringComparison.Ordinal).Replace("\"orphan\": {", "\"orphan\": { \"timestamp\": 1749400000,", StringComparison.Ordinal));

        Assert.Equal("Unfini", (await _database.OpenAsync(result.ConversationIds[0])).Path[^1].Text);
    }

    [Theory]
    [InlineData("\"content\": \"Unfini\"", "\"content\": 7", "[1].chat.history.messages.a2.content: found a JSON number, expected a text or a list of parts")]
    [InlineData("\"history\"", "\"story\"", "[1]: found no chat.history.messages, expected a chat of Open WebUI, with chat.history.messages")]
    [InlineData("\"parentId\": null", "\"parentId\": \"a1\"", "[1].chat.history.messages.q.parentId: found 'a1', which follows the message itself, expected a tree of messages")]
    public async Task Import_OneBad_BringsTheOthersInAndNamesIt(string right, string wrong, string message)
    {
        string broken = Chat.Replace(right, wrong, StringComparison.Ordinal);

        ImportResult result = await _database.ImportAsync($"[{Chat}, {broken}, {Chat}]");

        Assert.Equal(2, result.ConversationIds.Count);
        RefusedChat refused = Assert.Single(result.Refused);
        Assert.Equal("Tigers", refused.Title);
        Assert.Equal(message, $"{refused.Where}: found {refused.Found}, expected {refused.Expected}");
    }

    [Fact]
    public async Task Import_OnlyBad_SaysTheFirstReason()
    {
        ImportException error = await Assert.ThrowsAsync<ImportException>(() => _database.ImportAsync("""[{"chat":{}}, {"chat":{}}]"""));

        Assert.Equal("[0]: found no chat.history.messages, expected a chat of Open WebUI, with chat.history.messages", error.Message);
        Assert.Equal(2, error.ChatCount);
    }

    [Fact]
    public async Task Import_SourcesAndMergedAnswers_AreCounted()
    {
        ImportResult result = await _database.ImportAsync("""
            [{ "title": "t", "chat": { "files": [{ "type": "file", "name": "b.txt" }], "history": { "currentId": "a", "messages": { "a": { "parentId": null, "role": "assistant", "content": "see",
              "sources": [{ "source": { "name": "a.txt" } }, { "source": { "name": "b.txt" } }], "merged": { "status": true, "content": "both" } } } } } }]
            """);

        Assert.Equal(new ImportOmissions(0, Files: 1, Parts: 3, 0, 0), result.Omitted);
    }

    [Fact]
    public async Task Import_Files_ComeAlongAndPicturesAreCounted()
    {
        ImportResult result = await _database.ImportAsync("""
            [{ "title": "files", "chat": { "history": { "currentId": "a", "messages": { "a": { "parentId": null, "role": "user", "content": "see", "images": ["data:image/png;base64,AA"], "files": [
              { "type": "file", "name": "a.txt", "file": { "filename": "a.txt", "data": { "content": "the text" } } },
              { "type": "text", "name": "", "content": "pasted" },
              { "type": "image", "url": "data:image/png;base64,AA" },
              { "type": "collection", "name": "Knowledge" }] } } } } }]
            """);

        ConversationView opened = await _database.OpenAsync(result.ConversationIds[0]);
        Assert.Equal([new("a.txt", "the text"), new("text 2.txt", "pasted")], opened.Path[0].Attachments);
        Assert.Equal(new ImportOmissions(Pictures: 2, Files: 1, 0, 0, 0), result.Omitted);
    }

    [Fact]
    public async Task Import_AnswerInStepsAlone_IsReadFromThem()
    {
        ConversationView opened = await _database.ImportOneAsync("""
            [{ "title": "steps", "chat": { "history": { "currentId": "b", "messages": {
              "a": { "role": "user", "content": "15 * 17?" },
              "b": { "parentId": "a", "role": "assistant", "content": "", "output": [
                { "type": "reasoning", "content": [{ "type": "output_text", "text": "150 + 105" }], "summary": null },
                { "type": "function_call", "name": "sum", "arguments": "{\"a\":150}" },
                { "type": "function_call_output", "output": [{ "type": "input_text", "text": "255" }] },
                { "type": "message", "content": [{ "type": "output_text", "text": "It is 255." }] }] } } } } }]
            """);

        Assert.Equal(
            "<think>\n150 + 105\n</think>\n\n<details><summary>Tool call: sum</summary>\n\n```\n{\"a\":150}\n```\n\n</details>\n\n"
            + "<details><summary>Tool result</summary>\n\n```\n255\n```\n\n</details>\n\nIt is 255.",
            opened.Path[1].Text);
    }

    [Fact]
    public async Task Import_ReasoningInTheText_StaysAsItIs()
    {
        const string Text = "<details type=\"reasoning\" done=\"true\">\n<summary>Thought for 3 seconds</summary>\n> add\n</details>\n4";
        string file = $$"""[{ "title": "r", "chat": { "history": { "messages": { "b": { "role": "assistant", "content": {{System.Text.Json.JsonSerializer.Serialize(Text)}} } } } } }]""";

        Assert.Equal(Text, (await _database.ImportOneAsync(file)).Path[0].Text);
    }
}
