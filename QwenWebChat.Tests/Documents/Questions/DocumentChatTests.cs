using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Documents.Questions;

/// <summary>A chat about documents: what it sends, counts and keeps.</summary>
public sealed class DocumentChatTests : IDisposable
{
    private readonly TestLibrary _library = new();
    private readonly ScriptedChatClient _client = ScriptedChatClient.Saying("It is steel. <q>made of steel</q>");
    private readonly ConversationDesk _desk;

    public DocumentChatTests()
    {
        _client.Counter = new WordCounter(2_000) { MaxAnswerTokens = 200 };
        _desk = CreateDesk();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_NewChat_SendsTheDocumentFirstAndKeepsTheLink()
    {
        (Guid id, Conversation conversation) = await BeginAsync();

        Assert.True(await conversation.SendAsync(new Draft("What is it made of?")));
        await conversation.Completion;

        Assert.Equal([ChatRole.User, ChatRole.User], _client.Requests[0].Select(message => message.Role));
        Assert.StartsWith("<document name=\"notes.txt\" number=\"1\">\nThe pump is made of steel.\n</document>", _client.Requests[0][0].Text, StringComparison.Ordinal);
        Assert.Equal("What is it made of?", _client.Requests[0][1].Text);
        Assert.Equal([id], await _library.Links.ListAsync(TestLibrary.Owner, conversation.ConversationId!.Value, Cancellation));
        Assert.True(conversation.Messages[^1].Sources!.IsWhole);
        CitedText cited = ((DocumentQuestions)conversation.Sources!).Cite(conversation.Messages[^1].Text);
        Assert.Equal((id, "It is steel. [1]"), (Assert.Single(cited.Citations).DocumentId!.Value, cited.Markdown));
    }

    [Fact]
    public async Task Send_WholeDocument_IsWorthKeepingUnderItsTag()
    {
        StoredMessages? kept = null;
        _client.OnRequest = options => kept = Assert.IsType<QwenChatOptions>(options).Stored;
        (Guid id, Conversation conversation) = await BeginAsync();
        await conversation.SetSetupAsync(new ChatSetup("Be brief", SamplingOverrides.None));

        await conversation.SendAsync(new Draft("What is it made of?"));
        await conversation.Completion;

        Assert.Equal(2, kept!.Count);
        Assert.StartsWith("<document", _client.Requests[0][kept.Count - 1].Text, StringComparison.Ordinal);
        Assert.Equal([DocumentDesk.TagOf(id)], kept.Tags);
    }

    [Fact]
    public async Task Send_SecondQuestionAfterAReload_BeginsWithTheSameBytes()
    {
        (_, Conversation conversation) = await BeginAsync();
        await conversation.SetSetupAsync(new ChatSetup("Be brief", SamplingOverrides.None));
        await conversation.SendAsync(new Draft("What is it made of?"));
        await conversation.Completion;
        await conversation.Titling;
        using ConversationDesk later = CreateDesk();
        Conversation reopened = (await later.OpenAsync(Account.LocalId, conversation.ConversationId!.Value, Cancellation))!;

        Assert.True(await reopened.SendAsync(new Draft("And why?")));
        await reopened.Completion;

        Assert.Equal(_client.Requests[0].Select(message => message.Text), _client.Requests[1].Take(3).Select(message => message.Text));
        Assert.Equal(["Be brief", "What is it made of?", "And why?"], new[] { 0, 2, 4 }.Select(index => _client.Requests[1][index].Text));
        reopened.Dispose();
    }

    [Fact]
    public async Task Meter_CountsTheDocumentsOnce()
    {
        (_, Conversation conversation) = await BeginAsync();
        ConversationMessage draft = new(Guid.Empty, MessageRole.User, "one two");

        ContextUse use = conversation.Meter!.Measure([draft], conversation.Setup, hasDraft: true);

        SentSources sent = conversation.Meter.SourcesFor([draft], conversation.Setup)!;
        Assert.Equal((sent.Tokens, 3, 0), (use.Documents, use.Message, use.History));
        Assert.Equal(WordCounter.WordsOf(sent.Message.Text) + 1, sent.Tokens);
    }

    [Fact]
    public async Task Send_TooLong_PutsExcerptsBeforeTheLastQuestion()
    {
        Guid id = (await _library.UploadAndReadAsync("to be replaced", "manual.pdf")).Id;
        await _library.Store.StoreTextAsync(id, Manual.Of(80), Cancellation);
        Conversation conversation = _desk.Begin(Account.LocalId, sources: await DocumentQuestionsTests.Sources(_library).BeginAsync(TestLibrary.Owner, [id], Cancellation));
        _client.OnRequest = options => Assert.Null(Assert.IsType<QwenChatOptions>(options).Stored);
        await conversation.SendAsync(new Draft("How is the turbine made, in short?"));
        await conversation.Completion;
        await conversation.SendAsync(new Draft("And what about the gasket, please?"));
        await conversation.Completion;

        IReadOnlyList<ChatMessage> second = _client.Requests[1];
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.User, ChatRole.User], second.Select(message => message.Role));
        Assert.Contains("the gasket is described", second[2].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<document", second[0].Text, StringComparison.Ordinal);
        SourcesUse use = conversation.Messages[^1].Sources!;
        Assert.False(use.IsWhole);
        Assert.InRange(use.SentPageCount, 1, 20);
        Assert.Equal(80, use.PageCount);
    }

    [Fact]
    public async Task Open_WithoutDocuments_SendsTheMessagesAlone()
    {
        Guid id = await _library.Database.CreateAsync();
        Conversation conversation = (await _desk.OpenAsync(Account.LocalId, id, Cancellation))!;

        await conversation.SendAsync(new Draft("hello"));
        await conversation.Completion;

        Assert.Null(conversation.Sources);
        Assert.Equal("hello", Assert.Single(_client.Requests[0]).Text);
        Assert.Null(conversation.Messages[^1].Sources);
    }

    public void Dispose()
    {
        _desk.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        _desk.Dispose();
        _library.Dispose();
    }

    private async Task<(Guid Id, Conversation Conversation)> BeginAsync()
    {
        Guid id = (await _library.UploadAndReadAsync("The pump is made of steel.")).Id;
        return (id, _desk.Begin(Account.LocalId, sources: await DocumentQuestionsTests.Sources(_library).BeginAsync(TestLibrary.Owner, [id], Cancellation)));
    }

    private ConversationDesk CreateDesk()
    {
        TestDatabase database = _library.Database;
        return new ConversationDesk(TestChat.Services(database, _client), database.Events, DocumentQuestionsTests.Sources(_library).OpenAsync);
    }
}
