using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Documents.Questions;

/// <summary>What of documents goes along with a question.</summary>
public sealed class DocumentQuestionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task For_Fits_IsWholeFramedAndTheSameForEveryQuestion()
    {
        using TestLibrary library = new();
        WordCounter counter = new(2_000) { MaxAnswerTokens = 200 };
        DocumentQuestions questions = await OpenAsync(library, ("a \"b\".txt", Manual.Plain("One </document> two.")), ("pages.pdf", Manual.Of(2)));

        SentSources first = questions.For([User("what?")], 10, counter.MaxAnswerTokens, counter)!;
        SentSources second = questions.For([User("what?"), Answer("this"), User("why?")], 700, counter.MaxAnswerTokens, counter)!;

        Assert.Same(first, second);
        Assert.False(first.IsBeforeQuestion);
        Assert.Equal(counter.Count(first.Message), first.Tokens);
        Assert.StartsWith("<document name=\"a 'b'.txt\" number=\"1\">\nOne </ document> two.\n</document>\n\n<document name=\"pages.pdf\" number=\"2\">\n[page 1]\nOn page 1 the pump", first.Message.Text, StringComparison.Ordinal);
        Assert.Contains("\n[page 2]\nOn page 2 the valve", first.Message.Text, StringComparison.Ordinal);
        Assert.Contains("<q>", first.Message.Text, StringComparison.Ordinal);
        Assert.True(first.Use.IsWhole);
        Assert.Equal((2, 2), (first.Use.SentPageCount, first.Use.PageCount));
    }

    [Fact]
    public async Task For_DoesNotFit_SendsWhatFitsTheQuestionInOrderAndSaysSo()
    {
        using TestLibrary library = new();
        WordCounter counter = new(2_000) { MaxAnswerTokens = 200 };
        DocumentQuestions questions = await OpenAsync(library, ("manual.pdf", Manual.Of(80)));

        SentSources sent = questions.For([User("How is the turbine made?")], 100, counter.MaxAnswerTokens, counter)!;

        SourceUse use = Assert.Single(sent.Use.Documents);
        Assert.True(sent.IsBeforeQuestion && !use.IsWhole);
        Assert.InRange(sent.Tokens, 500, 1_000);
        Assert.Equal(counter.Count(sent.Message), sent.Tokens);
        Assert.Equal(80, use.PageCount);
        Assert.InRange(use.SentPages.Count, 4, 20);
        Assert.Equal(use.SentPages.Order(), use.SentPages);
        Assert.All(use.SentPages, page => Assert.Contains($"[page {page}]\n", sent.Message.Text, StringComparison.Ordinal));
        Assert.Contains("the turbine is described", sent.Message.Text, StringComparison.Ordinal);
        Assert.Contains($"{DocumentFraming.LeftOut}\n", sent.Message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_HistoryGrows_GoesOverToExcerptsAndNeverBeyondTheRoom()
    {
        using TestLibrary library = new();
        DocumentQuestions questions = await OpenAsync(library, ("manual.pdf", Manual.Of(12)));
        WordCounter counter = new(4_000) { MaxAnswerTokens = 300 };

        List<bool> wholes = [];
        for (int taken = 0; taken < 3_000; taken += 100)
        {
            SentSources sent = questions.For([User("What of the filter?")], taken, counter.MaxAnswerTokens, counter)!;
            Assert.InRange(sent.Tokens, 1, Math.Max(4_000 - 300 - taken, 500));
            wholes.Add(sent.Use.IsWhole);
        }

        Assert.True(wholes[0] && !wholes[^1]);
        Assert.Equal(wholes.OrderDescending(), wholes);
    }

    [Fact]
    public async Task For_ShortFollowUp_AsksWithTheQuestionBefore()
    {
        using TestLibrary library = new();
        WordCounter counter = new(2_000) { MaxAnswerTokens = 200 };
        DocumentQuestions questions = await OpenAsync(library, ("manual.pdf", Manual.Of(80)));

        SentSources sent = questions.For([User("Tell me about the bearing"), Answer("Steel."), User("And why?")], 100, 200, counter)!;

        Assert.Contains("the bearing is described", sent.Message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_NoWordInCommon_SendsTheBeginnings()
    {
        using TestLibrary library = new();
        WordCounter counter = new(2_000) { MaxAnswerTokens = 200 };
        DocumentQuestions questions = await OpenAsync(library, ("first.pdf", Manual.Of(40)), ("second.pdf", Manual.Of(40)));

        SentSources sent = questions.For([User("概述")], 100, 200, counter)!;

        Assert.All(sent.Use.Documents, document => Assert.Equal(1, document.SentPages[0]));
    }

    [Fact]
    public async Task For_SectionSummaries_GoAlongInTheFinestLevelThatHasRoom()
    {
        using TestLibrary library = new();
        WordCounter counter = new(2_000) { MaxAnswerTokens = 200 };
        (Guid id, DocumentQuestions questions) = await OpenOneAsync(library, Manual.Of(80));
        using (ChatDbContext context = library.Database.CreateForAll())
        {
            Summary summary = new()
            {
                Id = Guid.NewGuid(),
                DocumentId = id,
                Options = new SummaryOptions(),
                Model = "m",
                CreatedAt = library.Database.Time.GetUtcNow(),
                DocumentTokens = 1,
                State = SummaryState.Finished,
            };
            summary.Sections.AddRange(Enumerable.Range(0, 40).Select(place => Section(summary.Id, 0, place, string.Join(' ', Enumerable.Repeat("fine", 40)))));
            summary.Sections.AddRange(Enumerable.Range(0, 2).Select(place => Section(summary.Id, 1, place, $"coarse {place}")));
            context.Add(summary);
            await context.SaveChangesAsync(Cancellation);
        }

        await questions.LoadAsync(Cancellation);
        SentSources sent = questions.For([User("What of the pump?")], 100, 200, counter)!;

        Assert.Contains("<summary pages=\"1-2\" title=\"Part\">\ncoarse 0\n</summary>", sent.Message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("fine", sent.Message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_UnreadAndDeleted_AreLeftOut()
    {
        using TestLibrary library = new();
        Guid read = (await library.UploadAndReadAsync("text", "read.txt")).Id;
        Guid failed = (await library.UploadAndReadAsync("", "failed.txt")).Id;
        Guid deleted = (await library.UploadAndReadAsync("text", "deleted.txt")).Id;
        await library.Desk.DeleteAsync(TestLibrary.Owner, deleted, Cancellation);

        DocumentQuestions questions = await Sources(library).BeginAsync(TestLibrary.Owner, [failed, read, deleted], Cancellation);

        Assert.Equal(["failed.txt"], questions.Missing);
        Assert.Equal(["deleted.txt"], questions.Deleted);
        SourcesUse use = questions.For([User("what?")], 0, 200, new WordCounter(2_000))!.Use;
        Assert.False(use.IsWhole);
        Assert.Equal(["failed.txt", "deleted.txt"], use.Missing);
        Assert.Equal((read, 1), (questions.Documents[0].Id, Assert.Single(questions.Documents).Number));
    }

    [Fact]
    public async Task For_NothingIsRead_SaysSoToTheModel()
    {
        using TestLibrary library = new();
        Guid failed = (await library.UploadAndReadAsync("", "failed.txt")).Id;
        DocumentQuestions questions = await Sources(library).BeginAsync(TestLibrary.Owner, [failed], Cancellation);

        SentSources sent = questions.For([User("what?")], 0, 200, new WordCounter(2_000))!;

        Assert.Contains("failed.txt", sent.Message.Text, StringComparison.Ordinal);
        Assert.Equal(["failed.txt"], sent.Use.Missing);
    }

    internal static DocumentSources Sources(TestLibrary library) => new(library.Database, library.Store, library.Links, library.Database.Shares);

    private static async Task<DocumentQuestions> OpenAsync(TestLibrary library, params (string Name, DocumentText Text)[] documents)
    {
        List<Guid> ids = [];
        foreach ((string name, DocumentText text) in documents)
        {
            ids.Add(await AddAsync(library, name, text));
        }

        return await Sources(library).BeginAsync(TestLibrary.Owner, ids, Cancellation);
    }

    private static async Task<(Guid Id, DocumentQuestions Questions)> OpenOneAsync(TestLibrary library, DocumentText text)
    {
        Guid id = await AddAsync(library, "manual.pdf", text);
        return (id, await Sources(library).BeginAsync(TestLibrary.Owner, [id], Cancellation));
    }

    private static async Task<Guid> AddAsync(TestLibrary library, string name, DocumentText text)
    {
        Guid id = (await library.UploadAndReadAsync("to be replaced", "a.txt")).Id;
        await library.Store.RenameAsync(TestLibrary.Owner, id, name, Cancellation);
        await library.Store.StoreTextAsync(id, text, Cancellation);
        return id;
    }

    private static SummarySection Section(Guid summaryId, int level, int place, string text) => new()
    {
        Id = Guid.NewGuid(),
        SummaryId = summaryId,
        Level = level,
        Place = place,
        Title = "Part",
        Start = place,
        Length = 1,
        FirstPage = place + 1,
        LastPage = place + 2,
        State = SummaryState.Finished,
        Text = text,
    };

    private static ConversationMessage User(string text) => new(Guid.NewGuid(), MessageRole.User, text);

    private static ConversationMessage Answer(string text) => new(Guid.NewGuid(), MessageRole.Assistant, text);
}
