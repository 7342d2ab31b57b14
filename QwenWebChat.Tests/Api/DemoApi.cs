using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Models;
using QwenWebChat.Tests.Hosting;
using QwenWebChat.Tests.Models;

namespace QwenWebChat.Tests.Api;

/// <summary>The app with the demo model, on a free port.</summary>
public sealed class DemoApi : IAsyncLifetime
{
    private readonly WebAppFactory _app = new();

    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>The name of the demo model.</summary>
    public string ModelName { get; private set; } = "";

    public HttpClient Http { get; private set; } = new();

    public async ValueTask InitializeAsync()
    {
        _app.UseKestrel(0);
        _app.StartServer();
        Address = _app.ClientOptions.BaseAddress;
        Http.BaseAddress = Address;
        ModelName = (await _app.Services.GetRequiredService<IModelHost>().WhenSettledAsync()).Name!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>Sends a JSON body and returns that of the response, which must be a success.</summary>
    internal async Task<JsonNode> PostAsync(string path, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!;
    }
}
