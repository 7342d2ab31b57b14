using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Sharing;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Documents.Library;
using QwenWebChat.Tests.Documents.Questions;

namespace QwenWebChat.Tests.Sharing;

/// <summary>The members of a group have the prefill of the group's documents in common.</summary>
public sealed class GroupPrefixTests : IAsyncLifetime
{
    private static readonly Guid Ann = TestDatabase.LocalOwner;
    private static readonly Guid Bob = TestDatabase.OtherOwner;
    private static readonly Guid Group = new("0198c0de-0000-7000-8000-0000000000aa");

    private readonly TestLibrary _library = new(counter: new WordCounter(4000));

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    private ShareStore Shares => _library.Database.Shares;

    public async ValueTask InitializeAsync() => await _library.Database.AddGroupAsync(Group, Ann, Bob);

    public ValueTask DisposeAsync()
    {
        _library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Documents_ThatTheGroupMayUse_AreInCommonForOwnerAndMember()
    {
        Guid alone = await AddAsync(Ann, "alone.txt");
        Guid inFolder = await AddAsync(Ann, "folder.txt");
        Guid folder = (await _library.Database.Folders.CreateAsync(Ann, "Project", Cancellation))!.Id;
        await _library.Store.MoveAsync(Ann, inFolder, folder, Cancellation);
        Assert.Null(await GroupOfAsync(Ann, alone, inFolder));

        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Document, alone), Group, ShareRight.Use, Cancellation);
        Assert.Equal(Group, await GroupOfAsync(Ann, alone));
        Assert.Null(await GroupOfAsync(Ann, alone, inFolder));
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Folder, folder), Group, ShareRight.Use, Cancellation);

        Assert.Equal(Group, await GroupOfAsync(Ann, alone, inFolder));
        Assert.Equal(Group, await GroupOfAsync(Bob, alone, inFolder));
        Assert.Null(await GroupOfAsync(Bob, alone, await AddAsync(Bob, "own.txt")));
    }

    [Fact]
    public async Task Documents_OnlyToRead_AreNotInCommon()
    {
        Guid id = await AddAsync(Ann, "notes.txt");
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Document, id), Group, ShareRight.Read, Cancellation);
        await Shares.LinkAsync(Ann, new ShareTarget(ShareKind.Document, id), Cancellation);

        Assert.Null(await GroupOfAsync(Ann, id));
    }

    [Fact]
    public async Task Share_ThatEnds_EndsItWithTheNextQuestion()
    {
        Guid id = await AddAsync(Ann, "notes.txt");
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Document, id), Group, ShareRight.Use, Cancellation);
        DocumentQuestions questions = await DocumentQuestionsTests.Sources(_library).BeginAsync(Ann, [id], Cancellation);
        Assert.Equal(Group, Sent(questions).GroupId);

        await Shares.RevokeAsync(Ann, (await Shares.ListOwnAsync(Ann, Cancellation))[0].Id, Cancellation);
        await questions.LoadAsync(Cancellation);

        Assert.Null(Sent(questions).GroupId);
    }

    /// <summary>A system message or tools of one's own before the documents would let others try whether one has the same.</summary>
    [Fact]
    public async Task Prompt_ThatBeginsWithSomethingOfOnesOwn_IsNotInCommon()
    {
        Guid id = await AddAsync(Ann, "notes.txt");
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Document, id), Group, ShareRight.Use, Cancellation);
        SentSources sent = Sent(await DocumentQuestionsTests.Sources(_library).BeginAsync(Bob, [id], Cancellation));
        List<ChatMessage> plain = ConversationPrompt.Build(Question, ChatSetup.None, sent);

        Assert.Equal((1, Group.ToString()), (sent.StoredIn(plain, hasTools: false)!.Count, sent.StoredIn(plain, hasTools: false)!.Group));
        Assert.Null(sent.StoredIn(plain, hasTools: true)!.Group);
        Assert.Null(sent.StoredIn(ConversationPrompt.Build(Question, new ChatSetup("Be brief", SamplingOverrides.None), sent), hasTools: false)!.Group);
    }

    private static ConversationMessage[] Question => [new(Guid.Empty, MessageRole.User, "What is it?")];

    private static SentSources Sent(DocumentQuestions questions) => questions.For(Question, 10, 100, new WordCounter(4000))!;

    private async Task<Guid?> GroupOfAsync(Guid reader, params Guid[] documents) =>
        Sent(await DocumentQuestionsTests.Sources(_library).BeginAsync(reader, documents, Cancellation)).GroupId;

    private async Task<Guid> AddAsync(Guid owner, string name)
    {
        Document document = await _library.Desk.UploadAsync(owner, name, new MemoryStream(Encoding.UTF8.GetBytes($"The text of {name}.")), Cancellation);
        await _library.Desk.WhenReadAsync(owner, document.Id, Cancellation);
        return document.Id;
    }
}
