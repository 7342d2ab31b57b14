using System.Text;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations.Exchange.Formats;

/// <summary>LibreChat's export.</summary>
public sealed class LibreChatReaderTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Read_WhatToolsMade_IsCounted()
    {
        ImportResult result = await _database.ImportAsync("""
            { "conversationId": "c", "title": "t", "messages": [{ "messageId": "1", "isCreatedByUser": false, "text": "hi", "attachments": [{ "type": "web_search" }], "plugin": { "latest": "x" } }] }
            """);

        Assert.Equal(2, result.Omitted.Parts);
    }

    [Fact]
    public async Task Read_Nested_KeepsPartsFilesAndBranches()
    {
        ImportResult result = await _database.ImportAsync(ImportSamples.LibreChat);

        ConversationView opened = await _database.OpenAsync(Assert.Single(result.ConversationIds));
        Assert.Equal(("LC", "Be kind.", 0.5), (opened.Summary.Title, opened.Setup.SystemPrompt, opened.Setup.Settings.Temperature));
        Assert.Equal(["hi", "<think>\nhm\n</think>\n\nhey"], opened.Path.Select(message => message.Text));
        Assert.Equal([new("n.txt", "note")], opened.Path[0].Attachments);
        Assert.Equal(new ImportOmissions(Pictures: 1, Files: 1, 0, 0, 0), result.Omitted);
        await _database.Messages.ShowAsync(LocalOwner, result.ConversationIds[0], opened.Path[1].Versions[0], Cancellation);
        ConversationMessage first = (await _database.OpenAsync(result.ConversationIds[0])).Path[1];
        Assert.Equal(
            "<think>\nA greeting.\n</think>\n\n<details><summary>Tool call: clock</summary>\n\n```\n{}\n```\n\n</details>\n\n"
            + "<details><summary>Tool result: clock</summary>\n\n```\nnoon\n```\n\n</details>\n\nhello\n\nlost",
            first.Text);
        Assert.Equal((MessageState.Stopped, "gpt-4o"), (first.State, first.Figures?.Model));
    }

    [Fact]
    public async Task Read_Flat_FollowsTheParents()
    {
        ConversationView opened = await _database.ImportOneAsync("""
            { "conversationId": "c", "title": "flat", "recursive": false, "messages": [
              { "messageId": "b", "parentMessageId": "a", "isCreatedByUser": false, "sender": "GPT", "text": "2" },
              { "messageId": "a", "parentMessageId": "00000000-0000-0000-0000-000000000000", "isCreatedByUser": true, "text": "1" }] }
            """);

        Assert.Equal([(MessageRole.User, "1"), (MessageRole.Assistant, "2")], opened.Path.Select(message => (message.Role, message.Text)));
    }

    [Fact]
    public async Task Read_NestedThousandsDeep_IsRead()
    {
        const int Count = 4_000;
        StringBuilder file = new("""{ "conversationId": "c", "title": "deep", "messages": """);
        for (int number = 0; number < Count; number++)
        {
            file.Append("[{\"messageId\":\"").Append(number).Append("\",\"isCreatedByUser\":").Append(number % 2 == 0 ? "true" : "false").Append(",\"text\":\"\",\"children\":");
        }

        file.Append("[]");
        file.Insert(file.Length, "}]", Count).Append('}');

        Assert.Equal(Count, (await ReadAsync(file.ToString())).Messages.Count);
    }

    private static async Task<ImportedConversation> ReadAsync(string json)
    {
        using MemoryStream input = new(Encoding.UTF8.GetBytes(json));
        using ImportFile file = await ImportFile.ReadAsync(input, Cancellation);
        return Assert.Single(ImportedChats.Read(file, DateTimeOffset.UnixEpoch.AddDays(1)).Conversations);
    }
}
