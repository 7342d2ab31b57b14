using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Models;
using QwenWebChat.Tests.Hosting;
using QwenWebChat.Tests.Models;

namespace QwenWebChat.Tests.Api;

/// <summary>The app with the demo model on a free loopback port, for clients of its APIs.</summary>
public sealed class ApiApp : IAsyncLifetime
{
    private readonly WebAppFactory _factory = new(("Api:ModelNames:0", Alias)) { Time = new PatientTime() };

    /// <summary>Another name of its model.</summary>
    public const string Alias = "gpt-4o";

    /// <summary>The address without a path, such as <c>http://127.0.0.1:5000/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _factory.Services;

    /// <summary>The name of its model.</summary>
    public string Model => Services.GetRequiredService<IModelHost>().Status.Name!;

    public async ValueTask InitializeAsync()
    {
        _factory.UseKestrel(0);
        _factory.StartServer();
        Address = _factory.ClientOptions.BaseAddress;
        Http = new HttpClient { BaseAddress = Address, Timeout = WaitLimit.Value };
        // A connection that the server closed after a body that is too large could else be used once more.
        Http.DefaultRequestHeaders.ConnectionClose = true;
        await Services.GetRequiredService<IModelHost>().WhenSettledAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
    }

    /// <summary>Sends JSON.</summary>
    public static Task<HttpResponseMessage> PostAsync(HttpClient http, string path, string json) =>
        http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> PostAsync(string path, string json) => PostAsync(Http, path, json);

    /// <summary>Sends JSON and returns the body of the response, which must be a success.</summary>
    internal async Task<JsonNode> AskAsync(string path, string json)
    {
        using HttpResponseMessage response = await PostAsync(path, json);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!;
    }
}
