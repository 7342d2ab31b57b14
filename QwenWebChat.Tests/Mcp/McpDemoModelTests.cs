using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Tests.Api;
using QwenWebChat.Tests.Documents.Questions;

namespace QwenWebChat.Tests.Mcp;

/// <summary>The tools that let a model work, with the one that ships with the app: it says little, and the path is the whole one.</summary>
[Slow]
public sealed class McpDemoModelTests(ApiApp app) : IClassFixture<ApiApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AskAndSummarize_WithTheEngine_NameTheModelAndItsText()
    {
        DocumentStore store = app.Services.GetRequiredService<DocumentStore>();
        Document document = await store.AddAsync(Account.LocalId, "manual.txt", new MemoryStream(Encoding.UTF8.GetBytes("placeholder"), writable: false), Cancellation);
        await store.StoreTextAsync(document.Id, Manual.Of(2), Cancellation);
        await using McpClient client = await McpApp.ConnectAsync(app.Address);

        JsonElement answer = await McpCalls.ResultAsync(client, "ask_document", new { question = "What is the pump made of?", documentIds = new[] { document.Id }, maxTokens = 8 });
        JsonElement summary = await McpCalls.ResultAsync(client, "summarize_document", new { documentId = document.Id, words = 40 });

        Assert.Equal((app.Model, app.Model), (answer.GetProperty("model").GetString(), summary.GetProperty("model").GetString()));
        Assert.NotEmpty(answer.GetProperty("answer").GetString()!);
        Assert.Equal("The answer was cut at its maximum length; maxTokens allows a longer one.", answer.GetProperty("note").GetString());
        Assert.Equal("finished", summary.GetProperty("state").GetString());
        Assert.NotEmpty(summary.GetProperty("text").GetString()!);
    }
}
