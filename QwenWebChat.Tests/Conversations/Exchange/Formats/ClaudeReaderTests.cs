using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Conversations.Exchange.Formats;

/// <summary>Claude's <c>conversations.json</c>.</summary>
public sealed class ClaudeReaderTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Read_Tree_KeepsPartsAttachmentsAndBranches()
    {
        ImportResult result = await _database.ImportAsync(ImportSamples.Claude);

        ConversationView opened = await _database.OpenAsync(Assert.Single(result.ConversationIds));
        Assert.Equal(("Tea", new DateTimeOffset(2025, 3, 1, 10, 5, 0, TimeSpan.Zero)), (opened.Summary.Title, opened.Summary.UpdatedAt));
        Assert.Equal(
            [
                "Which tea?",
                "<think>\nThey like tea.\n</think>\n\nLet me look.\n\n<details><summary>Tool call: web_search</summary>\n\n```\n{ \"q\": \"tea\" }\n```\n\n</details>\n\n"
                + "<details><summary>Tool result: web_search</summary>\n\n```\nTea is hot.\n```\n\n</details>\n\nGreen tea.",
            ],
            opened.Path.Select(message => message.Text));
        Assert.Equal([new("list.csv", "green,black"), new("text 2.txt", "pasted")], opened.Path[0].Attachments);
        Assert.Equal(2, opened.Path[1].Versions.Count);
        Assert.Equal(new ImportOmissions(Pictures: 2, Files: 1, Parts: 1, 0, 0), result.Omitted);
    }

    [Fact]
    public async Task Read_OldForm_IsAChain()
    {
        ConversationView opened = await _database.ImportOneAsync("""
            [{ "uuid": "c", "name": "", "created_at": "2023-08-01T00:00:00Z", "chat_messages": [
              { "uuid": "1", "text": "hi\nthere", "sender": "human", "created_at": "2023-08-01T00:00:00Z" },
              { "uuid": "2", "text": "hello", "sender": "assistant", "created_at": "2023-08-01T00:00:00Z" },
              { "uuid": "3", "text": "bye", "sender": "human", "created_at": "2023-08-01T00:00:00Z" }] }]
            """);

        Assert.Equal(("hi", false), (opened.Summary.Title, opened.Summary.IsTitleOwn));
        Assert.Equal(["hi\nthere", "hello", "bye"], opened.Path.Select(message => message.Text));
    }
}
