using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations.Exchange.Formats;

/// <summary>ChatGPT's <c>conversations.json</c>.</summary>
public sealed class ChatGptReaderTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Read_Tree_KeepsBranchesPromptToolsAndThoughts()
    {
        ImportResult result = await _database.ImportAsync(ImportSamples.ChatGpt);

        ConversationView opened = await _database.OpenAsync(Assert.Single(result.ConversationIds));
        Assert.Equal(("Kyoto", true, true), (opened.Summary.Title, opened.Summary.IsTitleOwn, opened.Summary.IsArchived));
        Assert.Equal("I live in Osaka.\n\nBe brief.", opened.Setup.SystemPrompt);
        Assert.Equal(
            [
                "京都三天怎么玩？",
                "<think>\nPlan\nThree days.\n\nThought for 2 seconds\n</think>\n\n"
                + "<details><summary>Tool call: python</summary>\n\n```\nprint(1 < 2)\n```\n\n</details>\n\n"
                + "<details><summary>Tool result: python</summary>\n\n````\nTrue\n```\n````\n\n</details>\n\n第一天……",
            ],
            opened.Path.Select(message => message.Text));
        Assert.Equal((2, 2, "o4-mini"), (opened.Path[1].Version, opened.Path[1].Versions.Count, opened.Path[1].Figures?.Model));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1717000007), opened.Path[1].CreatedAt);
        Assert.Equal(new ImportOmissions(Pictures: 1, Files: 1, Parts: 1, 0, 0), result.Omitted);
        await _database.Messages.ShowAsync(LocalOwner, result.ConversationIds[0], opened.Path[1].Versions[0], Cancellation);
        Assert.Equal(("An older answer.", MessageState.Stopped), (await _database.OpenAsync(result.ConversationIds[0])).Path.Select(message => (message.Text, message.State)).Last());
    }

    [Theory]
    [InlineData("""{ "content_type": "tether_quote", "url": "https://example.com", "text": "a page" }""", "a page")]
    [InlineData("""{ "content_type": "tether_browsing_display", "result": "L0: found" }""", "L0: found")]
    [InlineData("""{ "content_type": "system_error", "name": "Timeout", "text": "too slow" }""", "too slow")]
    [InlineData("""{ "content_type": "multimodal_text", "parts": [{ "content_type": "audio_transcription", "text": "spoken" }] }""", "spoken")]
    [InlineData("""{ "content_type": "code", "language": "unknown", "text": "a < b" }""", "```\na < b\n```")]
    [InlineData("""{ "content_type": "text", "parts": ["one", null, "two"] }""", "one\n\ntwo")]
    public async Task Read_KindsOfContent_KeepTheirText(string content, string text)
    {
        ConversationView opened = await _database.ImportOneAsync($$"""
            [{ "mapping": { "a": { "message": { "author": { "role": "assistant" }, "content": {{content}}, "recipient": "all" } } } }]
            """);

        Assert.Equal(text, opened.Path[0].Text);
    }

    [Fact]
    public async Task Read_ChildrenAlone_MakeTheTree()
    {
        ConversationView opened = await _database.ImportOneAsync("""
            { "title": "t", "mapping": {
              "b": { "children": [], "message": { "author": { "role": "assistant" }, "content": { "parts": ["2"] } } },
              "a": { "children": ["b"], "message": { "author": { "role": "user" }, "content": { "parts": ["1"] } } } } }
            """);

        Assert.Equal(["1", "2"], opened.Path.Select(message => message.Text));
    }

    [Fact]
    public async Task Read_HiddenMessageWithText_IsCounted()
    {
        ImportResult result = await _database.ImportAsync("""
            [{ "title": "t", "current_node": "h", "mapping": {
              "a": { "message": { "author": { "role": "user" }, "content": { "content_type": "text", "parts": ["1"] } } },
              "h": { "parent": "a", "message": { "author": { "role": "user" }, "content": { "content_type": "text", "parts": ["secret"] }, "metadata": { "is_visually_hidden_from_conversation": true } } } } }]
            """);

        Assert.Equal(1, result.Omitted.Messages);
        Assert.Equal(["1"], (await _database.OpenAsync(result.ConversationIds[0])).Path.Select(message => message.Text));
    }
}
