using System.Net;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Models;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Components;

namespace QwenWebChat.Tests.Monitoring;

[Slow]
public sealed class HealthTests : IAsyncDisposable
{
    private readonly FakeModelHost _model = new();
    private readonly HttpClient _client = new();
    private readonly ScriptedWebApp _app;

    public HealthTests()
    {
        _app = new ScriptedWebApp(ScriptedChatClient.Saying("Hello"), services => services.AddSingleton<IModelHost>(_model));
        _client.BaseAddress = new Uri(_app.Start());
    }

    [Fact]
    public async Task Get_ModelIsReady_IsReady()
    {
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready","model":"Qwen2.5-7B-Instruct"}"""), await GetAsync("/health/ready"));
    }

    [Fact]
    public async Task Get_ModelIsLoading_IsLiveButNotReady()
    {
        _model.Become(new ModelStatus { Phase = ModelPhase.Loading, Name = "Qwen2.5-7B-Instruct", LoadProgress = 0.42 });

        Assert.Equal((HttpStatusCode.OK, """{"status":"live"}"""), await GetAsync("/health/live"));
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, """{"status":"not ready","reason":"Qwen2.5-7B-Instruct is being loaded: 42 %."}"""),
            await GetAsync("/health/ready"));
    }

    [Fact]
    public async Task Get_ModelFailed_SaysWhy()
    {
        _model.Become(new ModelStatus { Phase = ModelPhase.None, Error = "/no/such/model: found no such folder" });

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, """{"status":"not ready","reason":"/no/such/model: found no such folder"}"""),
            await GetAsync("/health/ready"));
    }

    [Fact]
    public async Task Get_AnotherModelWasRefused_IsStillReady()
    {
        _model.Become(FakeModelHost.Ready with { Error = "/no/such/model: found no such folder" });

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/health/ready")).Status);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
