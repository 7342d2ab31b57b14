using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Mcp;

/// <summary>The app on a free loopback port, with a script for a model, for clients of its MCP server.</summary>
internal sealed class McpApp : IAsyncDisposable
{
    private readonly ScriptedWebApp _app;

    public McpApp(Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> script, IReadOnlyDictionary<string, string>? settings = null, TimeProvider? time = null)
    {
        Model = new ScriptedChatClient(script) { Counter = new WordCounter(2_000) { MaxAnswerTokens = 200 } };
        _app = new ScriptedWebApp(Model, services => Configure(services, time), settings);
        Address = new Uri(_app.Start());
    }

    public McpApp(string answer, IReadOnlyDictionary<string, string>? settings = null)
        : this(cancellation => ScriptedChatClient.Saying(answer).GetStreamingResponseAsync([], null, cancellation), settings)
    {
    }

    public ScriptedChatClient Model { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The names of the documents whose reading does not end.</summary>
    public HashSet<string> Unread { get; } = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<McpClient> ConnectAsync(Uri address, IDictionary<string, string>? headers = null) =>
        McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(address, "mcp"), AdditionalHeaders = headers }), cancellationToken: Cancellation);

    public Task<McpClient> ConnectAsync() => ConnectAsync(Address);

    /// <summary>Uploads a document, and waits until it is read unless it is one of <see cref="Unread"/>.</summary>
    public async Task<Document> UploadAsync(string name, string text)
    {
        DocumentDesk desk = Services.GetRequiredService<DocumentDesk>();
        Document document = await desk.UploadAsync(Account.LocalId, name, new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false), Cancellation);
        if (!Unread.Contains(name))
        {
            await TestLibrary.ReadAsync(desk, document.Id);
        }

        return document;
    }

    /// <summary>Stores a text for a document, as a reader would.</summary>
    public Task StoreTextAsync(Guid id, DocumentText text) => Services.GetRequiredService<DocumentStore>().StoreTextAsync(id, text, Cancellation);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Configure(IServiceCollection services, TimeProvider? time)
    {
        services.AddSingleton<ReadDocument>(ReadAsync);
        if (time is not null)
        {
            services.AddSingleton(time);
        }
    }

    private async Task<DocumentText> ReadAsync(ReadingRequest request, CancellationToken cancellationToken)
    {
        if (Unread.Contains(request.FileName))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        return await TestLibrary.ReadHere(request, cancellationToken);
    }
}
