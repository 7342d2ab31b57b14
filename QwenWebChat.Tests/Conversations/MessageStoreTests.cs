using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations;

public sealed class MessageStoreTests : IDisposable
{
    private readonly TestDatabase _database = new();

    private MessageStore Store => _database.Messages;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Add_AnswersAndVersions_ShowTheNewestBranch()
    {
        Guid id = await _database.CreateAsync();
        Guid question = await _database.AddAsync(id, null, "q");
        Guid first = await _database.AddAsync(id, question, "a1", MessageRole.Assistant);
        Guid followUp = await _database.AddAsync(id, first, "more");
        Guid second = await _database.AddAsync(id, question, "a2", MessageRole.Assistant);

        ConversationView opened = await _database.OpenAsync(id);

        Assert.Equal([question, second], opened.Path.Select(message => message.Id));
        Assert.Equal([first, second], opened.Path[1].Versions);
        Assert.Equal((1, 2), (opened.Path[0].Version, opened.Path[1].Version));
        Assert.Equal(_database.Time.GetUtcNow(), opened.Summary.UpdatedAt);

        Assert.True(await Store.ShowAsync(LocalOwner, id, first, Cancellation));
        Assert.Equal([question, first, followUp], (await _database.OpenAsync(id)).Path.Select(message => message.Id));
    }

    [Fact]
    public async Task Add_FirstMessageAnew_IsAVersionOfTheFirst()
    {
        Guid id = await _database.CreateAsync();
        Guid first = await _database.AddAsync(id, null, "q");
        await _database.AddAsync(id, first, "a", MessageRole.Assistant);

        ConversationMessage edited = (await Store.AddAsync(LocalOwner, id, new NewMessage(null, MessageRole.User, "q, edited"), Cancellation))!;

        Assert.Equal([first, edited.Id], edited.Versions);
        Assert.Equal(2, edited.Version);
        Assert.Equivalent(edited, Assert.Single((await _database.OpenAsync(id)).Path));
    }

    [Fact]
    public async Task Add_QuestionAndAnswer_AreKeptAsOneBranch()
    {
        Guid id = await _database.CreateAsync();
        Guid old = await _database.AddAsync(id, null, "old");
        int published = 0;
        using IDisposable subscription = _database.Events.Subscribe(LocalOwner, _ => published++);

        IReadOnlyList<ConversationMessage> added = (await Store.AddAsync(
            LocalOwner, id, [new NewMessage(null, MessageRole.User, "q"), new NewMessage(null, MessageRole.Assistant, "", MessageState.Streaming)], Cancellation))!;

        ConversationView opened = await _database.OpenAsync(id);
        Assert.Equivalent(added, opened.Path);
        Assert.Equal((null, added[0].Id), (added[0].ParentId, added[1].ParentId));
        Assert.Equal([old, added[0].Id], added[0].Versions);
        Assert.Equal([added[1].Id], added[1].Versions);
        Assert.Equal(1, published);
    }

    [Fact]
    public async Task Add_AnswerCannotBeKept_NeitherIsItsQuestion()
    {
        Guid id = await _database.CreateAsync();
        Guid old = await _database.AddAsync(id, null, "old");

        await Assert.ThrowsAsync<DbUpdateException>(() => Store.AddAsync(
            LocalOwner, id, [new NewMessage(old, MessageRole.User, "q"), new NewMessage(null, MessageRole.Assistant, null!)], Cancellation));

        Assert.Equal([old], (await _database.OpenAsync(id)).Path.Select(message => message.Id));
    }

    [Fact]
    public async Task Add_ParentElsewhere_IsRefused()
    {
        Guid id = await _database.CreateAsync();
        Guid elsewhere = await _database.AddAsync(await _database.CreateAsync(), null, "q");

        Assert.Null(await Store.AddAsync(LocalOwner, id, new NewMessage(elsewhere, MessageRole.User, "x"), Cancellation));
        Assert.Null(await Store.AddAsync(LocalOwner, id, new NewMessage(Guid.NewGuid(), MessageRole.User, "x"), Cancellation));
        Assert.Null(await Store.AddAsync(LocalOwner, Guid.NewGuid(), new NewMessage(null, MessageRole.User, "x"), Cancellation));
        Assert.Empty((await _database.OpenAsync(id)).Path);
    }

    [Fact]
    public async Task Update_WritesTextStateAndFigures()
    {
        Guid id = await _database.CreateAsync();
        Guid answer = await _database.AddAsync(id, null, "", MessageRole.Assistant, MessageState.Streaming);
        AnswerFigures figures = new()
        {
            AnswerTokens = 12,
            TokensPerSecond = 3.5,
            TokensPerStep = 1.9,
            TimeToFirstTokenMs = 120.25,
            PromptTokens = 40,
            CachedTokens = 16,
            YarnFactor = 2,
            Model = "Qwen2.5-7B",
            FinishReason = "stop",
        };

        Assert.True(await Store.UpdateAsync(LocalOwner, new AnswerUpdate(id, answer, "half", MessageState.Streaming), Cancellation));
        Assert.Null((await _database.OpenAsync(id)).Path[0].Figures);
        Assert.True(await Store.UpdateAsync(LocalOwner, new AnswerUpdate(id, answer, "whole", MessageState.Finished, figures), Cancellation));
        Assert.True(await Store.UpdateAsync(LocalOwner, new AnswerUpdate(id, answer, "whole.", MessageState.LengthLimit), Cancellation));
        Assert.False(await Store.UpdateAsync(LocalOwner, new AnswerUpdate(Guid.NewGuid(), answer, "x", MessageState.Finished), Cancellation));

        ConversationMessage kept = (await _database.OpenAsync(id)).Path[0];
        Assert.Equal(("whole.", MessageState.LengthLimit, figures), (kept.Text, kept.State, kept.Figures));
    }

    [Fact]
    public async Task Update_ThrownAwayMeanwhile_IsKeptForItsReturn()
    {
        Guid id = await _database.CreateAsync();
        Guid answer = await _database.AddAsync(id, null, "", MessageRole.Assistant, MessageState.Streaming);
        await _database.Conversations.DeleteAsync(LocalOwner, id, Cancellation);

        await Store.UpdateAsync(LocalOwner, new AnswerUpdate(id, answer, "whole", MessageState.Finished), Cancellation);
        await _database.Conversations.RestoreAsync(LocalOwner, id, Cancellation);

        Assert.Equal("whole", (await _database.OpenAsync(id)).Path[0].Text);
    }

    [Fact]
    public async Task Feedback_CanBeTakenBack()
    {
        Guid id = await _database.CreateAsync();
        Guid answer = await _database.AddAsync(id, null, "a", MessageRole.Assistant);

        Assert.True(await Store.SetFeedbackAsync(LocalOwner, id, answer, MessageFeedback.Down, Cancellation));
        Assert.Equal(MessageFeedback.Down, (await _database.OpenAsync(id)).Path[0].Feedback);
        Assert.True(await Store.SetFeedbackAsync(LocalOwner, id, answer, null, Cancellation));
        Assert.Null((await _database.OpenAsync(id)).Path[0].Feedback);
    }

    [Fact]
    public async Task DeleteBranch_ShowsAnotherVersionElseWhatComesBefore()
    {
        Guid id = await _database.CreateAsync();
        Guid question = await _database.AddAsync(id, null, "q");
        Guid first = await _database.AddAsync(id, question, "a1", MessageRole.Assistant);
        Guid second = await _database.AddAsync(id, question, "a2", MessageRole.Assistant);
        Guid followUp = await _database.AddAsync(id, second, "more");

        Assert.NotNull(await Store.DeleteBranchAsync(LocalOwner, id, second, Cancellation));
        Assert.Equal([question, first], (await _database.OpenAsync(id)).Path.Select(message => message.Id));
        Assert.False(await Store.ShowAsync(LocalOwner, id, followUp, Cancellation));
        Assert.Null(await Store.DeleteBranchAsync(LocalOwner, id, followUp, Cancellation));
        Assert.NotNull(await Store.DeleteBranchAsync(LocalOwner, id, first, Cancellation));
        Assert.Equal([question], (await _database.OpenAsync(id)).Path.Select(message => message.Id));
        Assert.NotNull(await Store.DeleteBranchAsync(LocalOwner, id, question, Cancellation));
        Assert.Empty((await _database.OpenAsync(id)).Path);
    }

    [Fact]
    public async Task DeleteBranch_ThatIsNotShown_LeavesTheShownOne()
    {
        Guid id = await _database.CreateAsync();
        Guid question = await _database.AddAsync(id, null, "q");
        Guid first = await _database.AddAsync(id, question, "a1", MessageRole.Assistant);
        Guid second = await _database.AddAsync(id, question, "a2", MessageRole.Assistant);

        await Store.DeleteBranchAsync(LocalOwner, id, first, Cancellation);

        ConversationView opened = await _database.OpenAsync(id);
        Assert.Equal([question, second], opened.Path.Select(message => message.Id));
        Assert.Equal([second], opened.Path[1].Versions);
    }

    [Fact]
    public async Task Writers_AtOnce_AllGetThrough()
    {
        Guid id = await _database.CreateAsync();
        Guid root = await _database.AddAsync(id, null, "q");

        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (i, cancellation) =>
        {
            ConversationMessage added = (await Store.AddAsync(LocalOwner, id, new NewMessage(root, MessageRole.Assistant, "", MessageState.Streaming), cancellation))!;
            Assert.True(await Store.UpdateAsync(LocalOwner, new AnswerUpdate(id, added.Id, $"{i}", MessageState.Finished), cancellation));
            Assert.NotNull(await Store.OpenAsync(LocalOwner, id, cancellation));
        });

        Assert.Equal(40, (await _database.OpenAsync(id)).Path[1].Versions.Count);
    }
}
