using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Data;

/// <summary>Citations that were stored without their kind.</summary>
public sealed class CitationKindsMigrationTests
{
    private const string Text = "The costs of the year fell to −5 % of revenue, which nobody had expected.";

    private static readonly Guid DocumentId = Guid.NewGuid();
    private static readonly Guid SummaryId = Guid.NewGuid();

    [Theory]
    [InlineData(true, new[] { CitationKind.Exact, CitationKind.Close, CitationKind.NotFound })]
    [InlineData(false, new[] { CitationKind.NotFound, CitationKind.NotFound, CitationKind.NotFound })]
    public async Task Prepare_CitationsOfAnEarlierVersion_AreLookedUpAgainWhenTheyAreShown(bool hasText, CitationKind[] kinds)
    {
        using TestDatabase database = new();
        AddOld(database);

        database.File.Prepare(TestDatabase.Cancellation);

        DocumentText? text = hasText ? new DocumentText { Text = Text, Format = FileFormat.Text } : null;
        SummaryStore store = new(database, (_, _, _) => Task.FromResult(text), database.Time);
        SummaryView view = (await store.OpenAsync(TestDatabase.LocalOwner, SummaryId, TestDatabase.Cancellation))!;
        Assert.Equal(kinds, view.Citations.Select(citation => citation.Kind));
        Assert.Equal(["which nobody had expected", "fell to 5 % of revenue, which", "rose to the sky"], view.Citations.Select(citation => citation.Quote));
        Assert.Equal([1, 2, 3], view.Citations.Select(citation => citation.Number));
        Assert.All(view.Citations, citation => Assert.Equal(citation.IsFound ? DocumentId : null, citation.DocumentId));
        using ChatDbContext context = database.CreateForAll();
        Assert.Equal([null, null, CitationKind.NotFound], context.Citations.OrderBy(row => row.Number).Select(row => row.Kind));
    }

    // As the version before wrote them.
    private static void AddOld(TestDatabase database)
    {
        using ChatDbContext context = database.CreateForAll();
        context.Database.Migrate("20261128233000_AnswerTokenIds");
        // Not by the model, which has columns that later versions added.
        context.Database.ExecuteSql(
            $"INSERT INTO Documents (Id, OwnerId, Name, Bytes, CreatedAt, State, ReadingAttempts, PageCount, CharacterCount) VALUES ({DocumentId}, {TestDatabase.LocalOwner}, 'a.txt', 1, 0, 'Ready', 0, 0, 0)");
        context.Add(new Summary { Id = SummaryId, DocumentId = DocumentId, Options = new SummaryOptions(), Model = "m", CreatedAt = default, DocumentTokens = 1, Text = "A [1] b [2] c [3]", State = SummaryState.Finished });
        context.SaveChanges();
        int at = 0;
        foreach ((string quote, string? words) in new[] { ("which nobody had expected", "which nobody had expected"), ("fell to 5 % of revenue, which", "fell to −5 % of revenue, which"), ("rose to the sky", null) })
        {
            int? start = words is null ? null : Text.IndexOf(words, StringComparison.Ordinal);
            at++;
            context.Database.ExecuteSql(
                $"INSERT INTO Citations (Id, SummaryId, DocumentId, Number, Quote, Start, Length) VALUES ({Guid.NewGuid()}, {SummaryId}, {DocumentId}, {at}, {quote}, {start}, {words?.Length ?? 0})");
        }
    }
}
