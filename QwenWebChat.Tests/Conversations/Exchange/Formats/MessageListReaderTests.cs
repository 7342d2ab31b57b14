using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Conversations.Exchange.Formats;

/// <summary>Lists of messages as OpenAI's interface takes them.</summary>
public sealed class MessageListReaderTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Read_ToolsAndReasoning_AreFoldedIntoTheAnswers()
    {
        ImportResult result = await _database.ImportAsync(ImportSamples.MessageList);

        ConversationView opened = await _database.OpenAsync(Assert.Single(result.ConversationIds));
        Assert.Equal(("weather", "Be brief."), (opened.Summary.Title, opened.Setup.SystemPrompt));
        Assert.Equal(
            [
                (MessageRole.User, "Weather?"),
                (MessageRole.Assistant, "<think>\nI need the tool.\n</think>\n\n<details><summary>Tool call: weather</summary>\n\n```\n{\"city\":\"Paris\"}\n```\n\n</details>\n\n"
                    + "<details><summary>Tool result: weather</summary>\n\n```\nrain\n```\n\n</details>\n\nIt rains."),
                (MessageRole.User, "Thanks"),
                (MessageRole.Assistant, "<details><summary>Tool result: log</summary>\n\n```\n{}\n```\n\n</details>\n\n"),
            ],
            opened.Path.Select(message => (message.Role, message.Text)));
        Assert.Equal(new ImportOmissions(Pictures: 1, 0, 0, Messages: 1, 0), result.Omitted);
    }

    [Theory]
    [InlineData("""[{"role":"user","content":"hi"},{"role":"assistant","content":"hello"}]""")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"hello"}]}""")]
    [InlineData("""[[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"text","text":"hello"}]}]]""")]
    [InlineData("""[{"messages":[{"role":"user","content":[{"type":"input_text","text":"hi"}]},{"role":"assistant","content":[{"type":"output_text","text":"hello"}]}]}]""")]
    public async Task Read_AnyOfItsShapes_IsAChain(string file)
    {
        ConversationView opened = await _database.ImportOneAsync(file);

        Assert.Equal("hi", opened.Summary.Title);
        Assert.Equal([(MessageRole.User, "hi"), (MessageRole.Assistant, "hello")], opened.Path.Select(message => (message.Role, message.Text)));
    }
}
