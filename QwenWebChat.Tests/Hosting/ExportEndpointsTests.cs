using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Exports;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Hosting;

/// <summary>The downloads, through a real server: it refuses what writes synchronously.</summary>
[Slow]
public sealed class ExportEndpointsTests : IAsyncLifetime
{
    private readonly ScriptedWebApp _app = new(ScriptedChatClient.Saying("Hello"));
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _http = new HttpClient { BaseAddress = new Uri(_app.Start()) };
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("md", "text/markdown", "# 报告: \"Q1\"")]
    [InlineData("json", "application/json", "\"title\": \"报告: ")]
    public async Task Get_Chat_IsAFileUnderItsTitle(string ending, string type, string content)
    {
        Guid id = await CreateAsync("报告: \"Q1\"");

        using HttpResponseMessage response = await _http.GetAsync(new Uri($"export/{id}.{ending}", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(("attachment", $"报告 Q1.{ending}"), (response.Content.Headers.ContentDisposition?.DispositionType, response.Content.Headers.ContentDisposition?.FileNameStar));
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Contains(content, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_All_JsonHoldsEveryChat()
    {
        await CreateAsync("one");
        await CreateAsync("two");

        using JsonDocument all = JsonDocument.Parse(await _http.GetStringAsync(new Uri("export/all.json", UriKind.Relative), Cancellation));

        Assert.Equal(["one", "two"], all.RootElement.GetProperty("conversations").EnumerateArray().Select(chat => chat.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Get_All_MarkdownIsAZipWithAFileForEach()
    {
        Guid folder = (await _app.Services.GetRequiredService<FolderStore>().CreateAsync(Account.LocalId, "work", Cancellation))!.Id;
        await CreateAsync("same");
        await CreateAsync("Same");
        await CreateAsync("same", folder);

        using MemoryStream file = new(await _http.GetByteArrayAsync(new Uri("export/all.md", UriKind.Relative), Cancellation));

        using ZipArchive zip = new(file, ZipArchiveMode.Read);
        Assert.Equal(["same.md", "Same (2).md", "work/same.md"], zip.Entries.Select(entry => entry.FullName));
        using StreamReader first = new(zip.Entries[0].Open());
        Assert.StartsWith("# same\n", await first.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_EachChatFormat_IsAFileOfItsType()
    {
        Guid id = await CreateAsync("report");
        IChatFormat[] formats = [.. _app.Services.GetServices<IChatFormat>()];

        Assert.NotEmpty(formats);
        foreach (IChatFormat format in formats)
        {
            await AssertFileAsync($"export/{id}.{format.Ending}", format.MediaType, $"report.{format.Ending}");
            await AssertFileAsync($"export/all.{format.Ending}", format.HoldsMany ? format.MediaType : "application/zip", null);
        }
    }

    [Fact]
    public async Task Get_EachSummaryFormat_IsAFileOfItsTypeOnceTheSummaryIsFinished()
    {
        Guid finished = await CreateSummaryAsync(SummaryState.Finished);
        Guid stopped = await CreateSummaryAsync(SummaryState.Stopped);
        IExportFormat<SummaryView>[] formats = [.. _app.Services.GetServices<IExportFormat<SummaryView>>()];

        Assert.NotEmpty(formats);
        foreach (IExportFormat<SummaryView> format in formats)
        {
            await AssertFileAsync($"export/summary/{finished}.{format.Ending}", format.MediaType, $"manual.{format.Ending}");
            using HttpResponseMessage missing = await _http.GetAsync(new Uri($"export/summary/{stopped}.{format.Ending}", UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }
    }

    [Theory]
    [InlineData("md")]
    [InlineData("json")]
    public async Task Get_AnotherOwnersChat_IsNotFound(string ending)
    {
        Guid owner = Guid.NewGuid();
        using (ChatDbContext context = await _app.Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<ChatDbContext>>().CreateDbContextAsync(Cancellation))
        {
            context.Add(new Account { Id = owner, Name = "other" });
            await context.SaveChangesAsync(Cancellation);
        }

        ConversationSummary theirs = await _app.Services.GetRequiredService<ConversationStore>().CreateAsync(owner, "secret", cancellationToken: Cancellation);

        using HttpResponseMessage response = await _http.GetAsync(new Uri($"export/{theirs.Id}.{ending}", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("secret", await _http.GetStringAsync(new Uri("export/all.json", UriKind.Relative), Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b\\c:d*e?f\"g<h>i|j", "a b c d e f g h i j")]
    [InlineData("..", "chat")]
    [InlineData("", "chat")]
    [InlineData(".hidden. ", "hidden")]
    [InlineData("季度报告", "季度报告")]
    [InlineData("con", "_con")]
    [InlineData("Nul.tar", "_Nul.tar")]
    [InlineData("COM9", "_COM9")]
    [InlineData("Concert", "Concert")]
    public void FileName_OfATitle_IsOneEverySystemTakes(string title, string name)
    {
        Assert.Equal(name, ExportFileName.Of(title));
    }

    private async Task AssertFileAsync(string address, string type, string? name)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(address, UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.Equal(name ?? response.Content.Headers.ContentDisposition?.FileNameStar, response.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    private async Task<Guid> CreateSummaryAsync(SummaryState state)
    {
        Document document = new() { Id = Guid.NewGuid(), OwnerId = Account.LocalId, Name = "manual.pdf", Bytes = 1, CreatedAt = default, State = DocumentState.Ready };
        Summary summary = new() { Id = Guid.NewGuid(), DocumentId = document.Id, Options = new SummaryOptions(), State = state, Model = "model", CreatedAt = default, DocumentTokens = 1, Text = "Text." };
        using ChatDbContext context = await _app.Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<ChatDbContext>>().CreateDbContextAsync(Cancellation);
        context.AddRange(document, summary);
        await context.SaveChangesAsync(Cancellation);
        return summary.Id;
    }

    private async Task<Guid> CreateAsync(string title, Guid? folder = null)
    {
        Guid id = (await _app.Services.GetRequiredService<ConversationStore>().CreateAsync(Account.LocalId, title, folderId: folder, cancellationToken: Cancellation)).Id;
        await _app.Services.GetRequiredService<MessageStore>().AddAsync(Account.LocalId, id, new NewMessage(null, MessageRole.User, "hi"), Cancellation);
        return id;
    }
}
