using System.Text.Json;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Tools;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Documents.Questions;

/// <summary>The model's search in the documents of an owner.</summary>
public sealed class DocumentSearchToolTests : IDisposable
{
    private readonly TestLibrary _library = new();

    private DocumentSearchTool Tool => new(new DocumentSearch(_library.Store));

    public void Dispose() => _library.Dispose();

    [Fact]
    public async Task Call_WordsOfOneDocument_FindsItsPassageWithItsPlace()
    {
        await _library.UploadAndReadAsync("Cats sleep all day.");
        Document pump = await _library.UploadAndReadAsync("The pump is made of steel. 水泵由钢制成。");

        ToolResult result = await SearchAsync("what is the PUMP made of");

        ToolSource source = Assert.Single(result.Sources);
        Assert.Equal((pump.Id, pump.Name, (int?)null, 0), (source.DocumentId, source.Name, source.Page, source.Start));
        Assert.Equal($"[1] {pump.Name}\nThe pump is made of steel. 水泵由钢制成。", result.Text);
        Assert.Equal(pump.Id, Assert.Single((await SearchAsync("水泵")).Sources).DocumentId);
    }

    /// <summary>A word counts by its share of all passages: the only document that has one of them is the best.</summary>
    [Fact]
    public async Task Call_WordThatEveryPassageOfOneDocumentHas_RanksThatDocumentFirst()
    {
        Document zebras = await _library.UploadAndReadAsync(Paragraphs("The zebra number {0} eats grass in the morning and drinks water in the evening.", 60));
        await _library.UploadAndReadAsync(Paragraphs("The horse number {0} eats grass in the morning and drinks water in the evening.", 60));
        await _library.UploadAndReadAsync("Grass is eaten, grass is green, and grass grows.");

        ToolResult result = await SearchAsync("zebra eats grass");

        Assert.Equal(5, result.Sources.Count);
        Assert.All(result.Sources.Take(3), source => Assert.Equal(zebras.Id, source.DocumentId));
        Assert.InRange(result.Text.Length, 1_000, 12_000);
    }

    [Fact]
    public async Task Call_PagedDocument_NamesThePage()
    {
        Document document = await _library.UploadAndReadAsync("placeholder");
        DocumentText text = new()
        {
            Text = "First page about apples.\n\nSecond page about pears.",
            Parts = [new DocumentPart(0, 24, DocumentPartKind.Paragraph), new DocumentPart(26, 24, DocumentPartKind.Paragraph)],
            Pages = [new DocumentPage(1, null, 0, 24), new DocumentPage(2, null, 26, 24)],
            Format = FileFormat.Pdf,
        };
        await _library.Store.StoreTextAsync(document.Id, text, TestLibrary.Cancellation);

        ToolResult result = await SearchAsync("pears");

        Assert.Equal(1, Assert.Single(result.Sources).Page);
        Assert.StartsWith($"[1] {document.Name}, page 1\n", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_NothingToFind_SaysWhy()
    {
        Assert.Equal("The user has no documents that are read.", (await SearchAsync("pump")).Text);
        await _library.UploadAndReadAsync("Cats sleep all day.");

        Assert.Equal("No document contains any of these words.", (await SearchAsync("pump")).Text);
        Assert.Equal("The user has no documents that are read.", (await Tool.CallAsync(Query("cats"), TestDatabase.OtherOwner, TestLibrary.Cancellation)).Text);
        foreach (string arguments in new[] { "{}", """{"query": "!?"}""", """{"query": null}""" })
        {
            ToolException error = await Assert.ThrowsAsync<ToolException>(() => Tool.CallAsync(JsonElement.Parse(arguments), TestLibrary.Owner, TestLibrary.Cancellation));
            Assert.Equal("query: found no word; expected words to search for.", error.Message);
        }
    }

    [Fact]
    public async Task Call_LibraryBeyondTheLimit_SearchesTheNewestAndSaysSo()
    {
        await _library.UploadAndReadAsync("Cats sleep all day.");
        _library.Database.Time.Advance(TimeSpan.FromSeconds(1));
        Document newest = await _library.UploadAndReadAsync("Cats hunt all night.");

        ToolResult result = await new DocumentSearchTool(new DocumentSearch(_library.Store, maxCharacters: 25)).CallAsync(Query("cats"), TestLibrary.Owner, TestLibrary.Cancellation);

        Assert.Equal(newest.Id, Assert.Single(result.Sources).DocumentId);
        Assert.EndsWith("Only the newest 1 of 2 documents were searched.", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_DeletedDocument_IsNotSearched()
    {
        Document document = await _library.UploadAndReadAsync("Cats sleep all day.");
        await _library.Store.DeleteAsync(TestLibrary.Owner, document.Id, TestLibrary.Cancellation);

        Assert.Empty((await SearchAsync("cats")).Sources);
    }

    private static string Paragraphs(string text, int count) =>
        string.Join("\n\n", Enumerable.Range(1, count).Select(number => string.Format(System.Globalization.CultureInfo.InvariantCulture, text, number)));

    private static JsonElement Query(string words) => JsonSerializer.SerializeToElement(new { query = words });

    private Task<ToolResult> SearchAsync(string words) => Tool.CallAsync(Query(words), TestLibrary.Owner, TestLibrary.Cancellation);
}
