using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using QwenWebChat.App.Api;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Keys;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Documents.Summaries;
using QwenWebChat.Tests.Mcp;

namespace QwenWebChat.Tests.Quotas;

/// <summary>Whom the requests of a summary are charged to: the account, and the key that began or resumed it.</summary>
[Slow]
public sealed class SummaryChargeTests : IAsyncLifetime
{
    private readonly SummaryEngine _engine = new(contextTokens: 1_200);
    private readonly ScriptedWebApp _app;
    private Uri _address = null!;
    private string _key = "";
    private Guid _keyId;
    private Guid _document;

    public SummaryChargeTests()
    {
        _app = new ScriptedWebApp(_engine);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SummaryDesk Desk => _app.Services.GetRequiredService<SummaryDesk>();

    // The keys that the requests so far were charged to.
    private IEnumerable<string> ChargedKeys => _engine.Options.OfType<QwenChatOptions>().Select(options => options.Owner.Key).Distinct();

    public async ValueTask InitializeAsync()
    {
        _address = new Uri(_app.Start());
        ApiKeyStore keys = _app.Services.GetRequiredService<ApiKeyStore>();
        _key = (await keys.CreateAsync(Account.LocalId, "ci", ApiScopes.Documents, null, Cancellation)).Key!;
        _keyId = Assert.Single(await keys.ListAsync(Account.LocalId, Cancellation)).Id;
        DocumentDesk desk = _app.Services.GetRequiredService<DocumentDesk>();
        _document = (await desk.UploadAsync(Account.LocalId, "report.txt", new MemoryStream(Encoding.UTF8.GetBytes(SampleDocument.Words(900, "w")), writable: false), Cancellation)).Id;
        await desk.WhenReadAsync(Account.LocalId, _document, Cancellation);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Summary_BegunWithAKeyOverTheApi_IsChargedToTheKey()
    {
        using HttpClient http = new() { BaseAddress = _address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);

        using HttpResponseMessage response = await http.PostAsJsonAsync("v1/summaries", new { file_id = ObjectIds.Files.Of(_document) }, Cancellation);

        response.EnsureSuccessStatusCode();
        Assert.Equal([_keyId.ToString()], ChargedKeys);
    }

    [Fact]
    public async Task Summary_BegunWithAKeyOverMcp_IsChargedToTheKey()
    {
        await using McpClient client = await McpApp.ConnectAsync(_address, new Dictionary<string, string> { ["Authorization"] = $"Bearer {_key}" });

        await McpCalls.ResultAsync(client, "summarize_document", new { documentId = _document });

        Assert.Equal([_keyId.ToString()], ChargedKeys);
    }

    [Fact]
    public async Task Summary_BegunWithAKeyAndResumedOnThePage_IsChargedToTheAccountAloneFromThenOn()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.Before = async (_, cancellationToken) =>
        {
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };
        Guid id = (await Desk.BeginAsync(Account.LocalId, _document, new SummaryOptions(), key: _keyId.ToString(), cancellationToken: Cancellation))!.Value;
        await began.Task.WaitAsync(WaitLimit.Value, Cancellation);
        await Desk.StopAsync(Account.LocalId, id);
        Assert.Equal([_keyId.ToString()], ChargedKeys);
        int count = _engine.Options.Count;
        _engine.Before = (_, _) => Task.CompletedTask;
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Desk.Changed += progress => _ = progress.IsRunning || ended.TrySetResult();

        Assert.True(await Desk.ResumeAsync(Account.LocalId, id, cancellationToken: Cancellation));
        await ended.Task.WaitAsync(WaitLimit.Value, Cancellation);

        Assert.All(_engine.Options.Skip(count).Cast<QwenChatOptions>(), options => Assert.Equal((Account.LocalId.ToString(), ""), (options.Owner.Id, options.Owner.Key)));
    }
}
