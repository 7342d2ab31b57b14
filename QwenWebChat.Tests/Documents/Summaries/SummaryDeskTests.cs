using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Documents.Summaries;

public sealed class SummaryDeskTests
{
    private const int Context = 8192;

    [Fact]
    public async Task BeginAsync_LongDocument_ReadsEveryPartOnceAndMergesToOne()
    {
        DocumentText document = SampleDocument.Long(out _);
        using TestSummaries summaries = new(document, new SummaryEngine(Context));

        SummaryProgress end = await summaries.SummarizeAsync();

        Assert.Equal(SummaryState.Finished, end.State);
        string[] leaves = [.. summaries.Engine.Prompts.Where(SummaryEngine.IsLeaf)];
        Assert.Equal(20, leaves.Length);
        Assert.All(document.Parts, part => Assert.Single(leaves, prompt => prompt.Contains('\n' + document[part].ToString() + '\n', StringComparison.Ordinal)));
        Assert.True(end.Coverage is { IsComplete: true, PagesRead: 200, PageCount: 200 });
        Assert.Equal((document.Parts.Count, end.DocumentTokens), (end.Coverage.PartsRead, end.ReadTokens));
        SummaryView view = await summaries.OpenAsync(end.Id);
        Assert.Single(view.Sections, section => section.ParentId is null);
        Assert.All(view.Sections, section => Assert.Equal(SummaryState.Finished, section.State));
        Assert.Equal((SummaryState.Finished, "Qwen2.5-7B-Instruct"), (view.Summary.State, view.Summary.Model));
        Assert.NotNull(view.Summary.FinishedAt);
        Assert.Null(summaries.Desk.Find(TestSummaries.Owner, end.Id));
    }

    [Fact]
    public async Task BeginAsync_PlantedFacts_AllReadAndCitedWithTheirPages()
    {
        DocumentText document = SampleDocument.Long(out IReadOnlyList<(string Fact, int Page)> facts);
        using TestSummaries summaries = new(document, new SummaryEngine(Context));

        SummaryProgress end = await summaries.SummarizeAsync();

        Assert.Equal(40, facts.Count);
        Assert.All(facts, fact => Assert.Single(summaries.Engine.Prompts, prompt => prompt.Contains(fact.Fact, StringComparison.Ordinal)));
        SummaryView view = await summaries.OpenAsync(end.Id);
        Assert.Equal(facts, view.Citations.Select(citation => (citation.Quote, citation.Page ?? 0)));
        Assert.Equal(Enumerable.Range(1, 40), view.Citations.Select(citation => citation.Number));
        Assert.All(view.Citations, citation => Assert.Equal(citation.Quote, document.Text.Substring(citation.Start, citation.Length)));
        // In the order of appearance, and nothing that refers to nothing.
        Assert.Equal(Enumerable.Range(1, 40).Select(number => $"[{number}]"), Regex.Matches(view.Text, @"\[\d+\]").Select(match => match.Value));
        Assert.Equal(view.Text, end.Text);
        Assert.DoesNotContain(view.Sections, section => section.Text.Contains("[77]", StringComparison.Ordinal) && !view.SectionCitations.Any(citation => citation.Number == 77));
    }

    [Fact]
    public async Task Find_RunThatHasEndedAndNotYetSaidSo_IsNotFound()
    {
        // A page that reads the store at that moment has older rows than the progress that it would find.
        ConcurrentBag<SummaryState> found = [];
        Action probe = () => { };
        Guid id = Guid.Empty;
        SummaryEngine engine = new(Context);
        // A fast run could else end before its id is known here.
        engine.Answer = prompt =>
        {
            SpinWait.SpinUntil(() => id != Guid.Empty);
            return SummaryEngine.Summarize(prompt);
        };
        using TestSummaries summaries = new(SampleDocument.Long(out _), engine, new ProbingTime(() => probe()));
        probe = () => found.Add(summaries.Desk.Find(TestSummaries.Owner, id)?.State ?? SummaryState.Stopped);
        Task<SummaryProgress> ended = summaries.EndAsync();

        id = (await summaries.Desk.BeginAsync(TestSummaries.Owner, summaries.DocumentId, new SummaryOptions(), cancellationToken: TestContext.Current.CancellationToken))!.Value;
        SummaryProgress end = await ended;

        Assert.Equal(SummaryState.Finished, end.State);
        Assert.Contains(SummaryState.Running, found);
        Assert.DoesNotContain(SummaryState.Finished, found);
    }

    [Fact]
    public async Task BeginAsync_ModelThatReasons_KeepsNoneOfIt()
    {
        SummaryEngine engine = new(Context) { Answer = prompt => "<think>\nsecret thoughts\n</think>\n\n" + SummaryEngine.Summarize(prompt) };
        using TestSummaries summaries = new(SampleDocument.Long(out _), engine);

        SummaryProgress end = await summaries.SummarizeAsync();

        SummaryView view = await summaries.OpenAsync(end.Id);
        Assert.NotEmpty(view.Text);
        Assert.DoesNotContain("secret", view.Text + string.Concat(view.Sections.Select(section => section.Text)) + string.Concat(engine.Prompts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BeginAsync_EveryRequest_FitsAndIsADocuments()
    {
        using TestSummaries summaries = new(SampleDocument.Long(out _), new SummaryEngine(Context));

        await summaries.SummarizeAsync();

        Assert.All(summaries.Engine.Options, options => Assert.Equal(RequestPriority.Document, Assert.IsType<QwenChatOptions>(options).Priority));
        Assert.All(summaries.Engine.Options.Zip(summaries.Engine.Prompts), request =>
            Assert.True(request.First!.MaxOutputTokens + Chat.WordCounter.WordsOf(request.Second) < Context));
    }

    [Fact]
    public async Task BeginAsync_FitsAtOnce_IsOneRequest()
    {
        DocumentText document = new SampleDocument().Page().Paragraph("Alpha is first.").Page().Paragraph("Omega is last of all letters.").Finish();
        using TestSummaries summaries = new(document, new SummaryEngine(Context)
        {
            Answer = _ => "It ends with omega <q>Omega is last of all letters.</q>, and more <q>that it never said</q>.",
        });

        SummaryProgress end = await summaries.SummarizeAsync();

        Assert.Single(summaries.Engine.Prompts);
        SummaryView view = await summaries.OpenAsync(end.Id);
        Assert.Equal("It ends with omega [1], and more [2].", view.Text);
        Assert.Equal([(2, true), (null, false)], view.Citations.Select(citation => (citation.Page, citation.IsFound)));
        Assert.Equal(0, Assert.Single(view.Sections).Level);
    }

    [Fact]
    public async Task BeginAsync_QuotationWithoutItsMinus_StaysCloseOnTheWayToTheDatabase()
    {
        DocumentText document = new SampleDocument().Page().Paragraph("The costs of the year fell to −5 % of revenue, which nobody had expected.").Finish();
        using TestSummaries summaries = new(document, new SummaryEngine(Context)
        {
            Answer = _ => "Exact <q>which nobody had expected</q>, folded <q>The Costs of the Year</q>, no minus <q>fell to 5 % of revenue, which</q>, none <q>rose to the sky</q>.",
        });

        SummaryProgress end = await summaries.SummarizeAsync();

        SummaryView view = await summaries.OpenAsync(end.Id);
        Assert.Equal([CitationKind.Exact, CitationKind.Normalised, CitationKind.Close, CitationKind.NotFound], view.Citations.Select(citation => citation.Kind));
        Assert.Equal("fell to −5 % of revenue, which", view.Citations[2].Words);
        Assert.Equal(view.Citations, view.SectionCitations);
        using ChatDbContext context = summaries.Database.CreateForAll();
        Assert.Equal(
            [(CitationKind.Exact, false), (CitationKind.Normalised, false), (CitationKind.Close, false), (CitationKind.NotFound, true)],
            context.Citations.OrderBy(row => row.Number).AsEnumerable().Select(row => (row.Kind!.Value, row.Start is null)));
    }

    [Fact]
    public async Task BeginAsync_ChineseDocument_IsReadAndCited()
    {
        SampleDocument sample = new();
        for (int page = 1; page <= 6; page++)
        {
            sample.Page().Heading($"第{page}章").Paragraph(string.Concat(Enumerable.Range(1, 150).Select(line => $"第{page}章 第{line}句 写着 一些 内容。")));
        }

        DocumentText document = sample.Finish();
        using TestSummaries summaries = new(document, new SummaryEngine(2048)
        {
            Answer = prompt => SummaryEngine.IsLeaf(prompt)
                ? string.Concat(Regex.Matches(prompt, "第(\\d)章 第100句 写着 一些 内容。").Select(match => $"内容很多<q>“{match.Value}”</q>。"))
                : "全文：" + string.Concat(Regex.Matches(prompt, @"(?<=很多)\[\d+\]").Select(match => $"很多【{match.Value.Trim('[', ']')}】。")),
        });

        SummaryProgress end = await summaries.SummarizeAsync(new SummaryOptions { Language = "简体中文" });

        SummaryView view = await summaries.OpenAsync(end.Id);
        Assert.Equal("全文：很多[1]。很多[2]。很多[3]。很多[4]。很多[5]。很多[6]。", view.Text);
        Assert.Equal([1, 2, 3, 4, 5, 6], view.Citations.Select(citation => citation.Page));
        Assert.All(summaries.Engine.Prompts, prompt => Assert.Contains("Write in 简体中文", prompt, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Find_WhileTheWholeIsWritten_ShowsAndKeepsThePartialText()
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using TestSummaries summaries = new(SampleDocument.Long(out _), new SummaryEngine(Context));
        summaries.Engine.During = async (prompt, cancellation) =>
        {
            if (!SummaryEngine.IsLeaf(prompt))
            {
                reached.TrySetResult();
                await go.Task.WaitAsync(cancellation);
            }
        };
        Task<SummaryProgress> ended = summaries.EndAsync();
        Guid id = (await summaries.Desk.BeginAsync(TestSummaries.Owner, summaries.DocumentId, new SummaryOptions(), cancellationToken: TestSummaries.Cancellation))!.Value;
        await reached.Task.WaitAsync(WaitLimit.Value, TestSummaries.Cancellation);
        summaries.Database.Time.Advance(TimeSpan.FromSeconds(21));

        SummaryProgress progress = summaries.Desk.Find(TestSummaries.Owner, id)!;

        Assert.Equal((20, 20, SummaryState.Running), (progress.FinishedLeafCount, progress.LeafCount, progress.State));
        // 40 characters: of the third claim only the first word has come.
        Assert.Equal("All of it. Coins [1]. Coins [2]. Coins", progress.Text.TrimEnd());
        Assert.InRange(progress.Left!.Value.TotalSeconds, 0.4, 0.6);
        Assert.Null(summaries.Desk.Find(TestDatabase.OtherOwner, id));
        while ((await summaries.OpenAsync(id)).Text != progress.Text)
        {
            summaries.Database.Time.Advance(TimeSpan.FromSeconds(1));
        }

        go.SetResult();
        Assert.Equal(SummaryState.Finished, (await ended).State);
    }

    [Fact]
    public async Task Desk_AnothersDocument_IsNotFound()
    {
        using TestSummaries summaries = new(SampleDocument.Long(out _), new SummaryEngine(Context));
        Guid id = (await summaries.SummarizeAsync()).Id;
        Guid other = TestDatabase.OtherOwner;

        Assert.Null(await summaries.Desk.PlanAsync(other, summaries.DocumentId, new SummaryOptions(), cancellationToken: TestSummaries.Cancellation));
        Assert.Null(await summaries.Desk.BeginAsync(other, summaries.DocumentId, new SummaryOptions(), cancellationToken: TestSummaries.Cancellation));
        Assert.False(await summaries.Desk.ResumeAsync(other, id, cancellationToken: TestSummaries.Cancellation));
        Assert.False(await summaries.Desk.DeleteAsync(other, id, TestSummaries.Cancellation));
        Assert.Null(await summaries.Store.OpenAsync(other, id, TestSummaries.Cancellation));
        Assert.Empty(await summaries.Store.ListAsync(other, summaries.DocumentId, TestSummaries.Cancellation));
        Assert.True(await summaries.Desk.DeleteAsync(TestSummaries.Owner, id, TestSummaries.Cancellation));
        Assert.Empty(await summaries.Store.ListAsync(TestSummaries.Owner, summaries.DocumentId, TestSummaries.Cancellation));
    }

    // Calls back each time the clock is read: also by a run that has ended and is about to say so.
    private sealed class ProbingTime(Action onRead) : TimeProvider
    {
        [ThreadStatic]
        private static bool _isProbing;

        public override long GetTimestamp()
        {
            if (!_isProbing)
            {
                _isProbing = true;
                onRead();
                _isProbing = false;
            }

            return base.GetTimestamp();
        }
    }
}
