using System.Net;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Models;

namespace QwenWebChat.Tests.Hosting;

/// <summary>The composed app in memory: its pages, its settings, its way from a chat message to the model.</summary>
[Slow]
public sealed class WebAppTests(WebAppTests.SharedApp app) : IClassFixture<WebAppTests.SharedApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_Home_ShowsTheChat()
    {
        using HttpClient client = app.CreateClient();

        string page = await client.GetStringAsync("/", Cancellation);

        Assert.Contains("data-testid=\"composer\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("css/app.css", "text/css")]
    [InlineData("js/boot.js", "text/javascript")]
    [InlineData("_content/MudBlazor/MudBlazor.min.css", "text/css")]
    [InlineData("_framework/blazor.web.js", "text/javascript")]
    [InlineData("QwenWebChat.App.styles.css", "text/css")]
    public async Task Get_Asset_IsServedByTheAppItself(string path, string type)
    {
        using HttpClient client = app.CreateClient();

        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Get_Home_NamesNoOtherHost()
    {
        using HttpClient client = app.CreateClient();

        string page = await client.GetStringAsync("/", Cancellation);

        Assert.DoesNotContain("src=\"http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(http", page, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/no-such-page")]
    [InlineData("/js/boot.js")]
    [InlineData("/_framework/blazor.web.js")]
    public async Task Get_Anything_SaysWhatABrowserMayDo(string path)
    {
        using HttpClient client = app.CreateClient();

        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        string[] policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("img-src 'self' data:", policy);
        Assert.Contains("object-src 'none'", policy);
        Assert.Contains("base-uri 'self'", policy);
        Assert.Contains("form-action 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("camera=()", response.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scripts/katex/katex.mjs", "text/javascript")]
    [InlineData("scripts/katex/katex.min.css", "text/css")]
    [InlineData("scripts/katex/fonts/KaTeX_Main-Regular.woff2", "font/woff2")]
    [InlineData("scripts/mermaid/mermaid.esm.min.mjs", "text/javascript")]
    [InlineData("scripts/uplot/uPlot.esm.js", "text/javascript")]
    [InlineData("scripts/uplot/uPlot.min.css", "text/css")]
    public async Task Get_RestoredScript_IsServedByTheAppItself(string path, string type)
    {
        InstalledPrograms.SkipUnless(RestoredScripts.IsAvailable && RestoredScripts.HasCharts, InstalledPrograms.Npm);
        using HttpClient client = app.CreateClient();

        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Get_ChineseBrowser_GetsChinese()
    {
        using HttpClient client = app.CreateClient();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-CN");

        Assert.Contains("lang=\"zh-", await client.GetStringAsync("/", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ForeignHostHeader_IsRefused()
    {
        using HttpClient client = app.CreateClient();
        client.DefaultRequestHeaders.Host = "attacker.example";

        using HttpResponseMessage response = await client.GetAsync(new Uri("/", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/documents", HttpStatusCode.OK)]
    [InlineData("/js/boot.js", HttpStatusCode.OK)]
    [InlineData("/export/all.md", HttpStatusCode.OK)]
    [InlineData("/export/all.json", HttpStatusCode.OK)]
    [InlineData("/admin/requests.csv", HttpStatusCode.OK)]
    [InlineData("/no-such-page", HttpStatusCode.NotFound)]
    public async Task Head_Anything_AnswersAsGet(string path, HttpStatusCode status)
    {
        using HttpClient client = app.CreateClient();
        using HttpRequestMessage head = new(HttpMethod.Head, path);

        using HttpResponseMessage got = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        using HttpResponseMessage response = await client.SendAsync(head, Cancellation);

        Assert.Equal((status, status), (got.StatusCode, response.StatusCode));
        Assert.Equal(got.Content.Headers.ContentType, response.Content.Headers.ContentType);
    }

    [Theory]
    [InlineData("POST", "/no-such-page", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/no-such-page", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/no/such/page", HttpStatusCode.NotFound)]
    [InlineData("POST", "/export/all.md", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/", HttpStatusCode.MethodNotAllowed)]
    public async Task Send_WhatNobodyTakes_SaysWhy(string method, string path, HttpStatusCode status)
    {
        using HttpClient client = app.CreateClient();
        using HttpRequestMessage request = new(new HttpMethod(method), path) { Content = new StringContent("a=b") };

        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task HostedServices_TheHostWaitsNoLonger_StopWithoutAnException()
    {
        using WebAppFactory factory = new();
        await factory.Services.GetRequiredService<IModelHost>().WhenSettledAsync();

        foreach (IHostedService service in factory.Services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(new CancellationToken(canceled: true));
        }
    }

    [Fact]
    public async Task Get_RealModel_ShowsTheModelsPage()
    {
        using HttpClient client = app.CreateClient();

        string page = await client.GetStringAsync("/real-model", Cancellation);

        Assert.Contains("On a 24 GB GPU", page, StringComparison.Ordinal);
        Assert.DoesNotContain("## Settings", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_UnknownPage_Is404WithThePageFrame()
    {
        using HttpClient client = app.CreateClient();

        using HttpResponseMessage response = await client.GetAsync(new Uri("/no-such-page", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("QwenWebChat", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoModelConfigured_LoadsTheDemoModel()
    {
        using WebAppFactory factory = new();
        ModelStatus status = await factory.Services.GetRequiredService<IModelHost>().WhenSettledAsync();

        Assert.Equal((ModelPhase.Ready, true, null), (status.Phase, status.IsDemo, status.Error));
    }

    [Fact]
    public async Task Start_NoDatabase_IsMadeBeforeTheAppListens()
    {
        using WebAppFactory factory = new();

        ConversationStore conversations = factory.Services.GetRequiredService<ConversationStore>();
        ConversationSummary made = await conversations.CreateAsync(Account.LocalId, "kept", cancellationToken: Cancellation);

        Assert.Equal(made, await conversations.FindAsync(Account.LocalId, made.Id, Cancellation));
    }

    [Fact]
    public async Task Start_BadModel_RunsAndSaysWhyAndTakesAnother()
    {
        using WebAppFactory factory = new(("Model:Path", "/no/such/model"));
        IModelHost host = factory.Services.GetRequiredService<IModelHost>();
        ModelStatus failed = await host.WhenSettledAsync();
        using HttpClient client = factory.CreateClient();
        string page = WebUtility.HtmlDecode(await client.GetStringAsync("/", Cancellation));

        await host.LoadAsync(UntrainedModel.Folder, Cancellation);

        Assert.Equal(ModelPhase.None, failed.Phase);
        Assert.StartsWith("/no/such/model: found no such folder", failed.Error, StringComparison.Ordinal);
        Assert.Contains(failed.Error!, page, StringComparison.Ordinal);
        Assert.Equal((ModelPhase.Ready, null), (host.Status.Phase, host.Status.Error));
    }

    [Fact]
    public async Task ChatClient_Message_StreamsTheModelsAnswer()
    {
        using WebAppFactory factory = new(("Model:Path", UntrainedModel.Folder));
        await factory.Services.GetRequiredService<IModelHost>().WhenSettledAsync();
        IChatClient client = factory.Services.GetRequiredService<IChatClient>();

        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("hi", new ChatOptions { MaxOutputTokens = 6, Seed = 1 }, Cancellation))
        {
            updates.Add(update);
        }

        Assert.Contains(updates, update => update.Contents.OfType<GenerationProgressContent>().Any(content => content.Progress.ReadTokens > 0));
        Assert.True(updates.Count(update => update.Text.Length > 0) > 1);
        Assert.Equal(ChatFinishReason.Length, updates[^1].FinishReason);
        Assert.Equal(6, updates[^1].Contents.OfType<UsageContent>().Single().Details.OutputTokenCount);
        Assert.True(updates[^1].Contents.OfType<GenerationFiguresContent>().Single().Figures.TokensPerSecond > 0);
    }

    [Fact]
    public async Task ChatClient_ModelChangedMeanwhile_EndsInterrupted()
    {
        using WebAppFactory factory = new(("Model:Path", UntrainedModel.Folder));
        IModelHost host = factory.Services.GetRequiredService<IModelHost>();
        await host.WhenSettledAsync();
        IChatClient client = factory.Services.GetRequiredService<IChatClient>();

        Task? change = null;
        ChatResponseUpdate? last = null;
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("hi", new ChatOptions { MaxOutputTokens = 1_900 }, Cancellation))
        {
            // Once it runs: a request that still waits is refused instead.
            change ??= update.Text.Length > 0 ? host.LoadAsync(UntrainedModel.Folder, Cancellation) : null;
            last = update;
        }

        Assert.Equal(QwenChatClient.Interrupted, last!.FinishReason);
        await change!;
    }

    [Fact]
    public async Task ChatClient_PromptBeyondContext_IsRefusedWithBothFigures()
    {
        using WebAppFactory factory = new(("Model:Path", UntrainedModel.Folder));
        await factory.Services.GetRequiredService<IModelHost>().WhenSettledAsync();
        IChatClient client = factory.Services.GetRequiredService<IChatClient>();

        ContextOverflowException error = await Assert.ThrowsAsync<ContextOverflowException>(
            () => client.GetResponseAsync(new string('x', 5_000), cancellationToken: Cancellation));

        Assert.True(error.PromptTokens > 5_000);
        Assert.Equal(2_048, error.ContextTokens);
    }

    /// <summary>The app that all tests share that only ask for pages and files.</summary>
    public sealed class SharedApp : IDisposable
    {
        private readonly WebAppFactory _factory = new();

        public HttpClient CreateClient() => _factory.CreateClient();

        public void Dispose() => _factory.Dispose();
    }
}
