using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace QwenWebChat.UiLoad;

/// <summary>
/// The chat page without a browser: sends the messages of the page's script to the server, as Blazor 10 does. Render
/// batches are acknowledged and searched for the words of the answer, but not applied.
/// </summary>
internal sealed class ChatCircuit : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly int _number;
    private readonly Uri _page;
    private readonly BlazorPackProtocol _protocol = new();
    private readonly HubConnection _connection;
    private readonly CookieContainer _cookies = new();
    private readonly PageScript _script = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChatCircuit(Uri page, int number, TimeProvider time)
    {
        _page = page;
        _number = number;
        Arrivals = new Arrivals(time);
        IHubConnectionBuilder builder = new HubConnectionBuilder().WithUrl(new Uri(page, "_blazor"), HttpTransportType.WebSockets, options =>
        {
            options.Cookies = _cookies;

            // Offers compression like every browser. A message never contains text of other users' pages.
            options.WebSocketConfiguration = socket => socket.DangerousDeflateOptions = new();
        });
        builder.Services.AddSingleton<IHubProtocol>(_protocol);
        _connection = builder.Build();

        // A server that is too busy to respond is measured, not disconnected.
        _connection.ServerTimeout = Patience;
        _connection.On<long, string, string, int, long, int>("JS.BeginInvokeJS", AnswerAsync);
        _connection.On<long, byte[]>("JS.RenderBatch", DrawAsync);
        _connection.On<string, bool, string>("JS.EndInvokeDotNet", (_, isDone, result) => _accepted.TrySetResult(isDone && result == "true"));
        _connection.On<string>("JS.Error", message => Fail(new IOException($"The circuit failed: {message}")));
        _connection.Closed += exception =>
        {
            Fail(new IOException($"The server closed the circuit. {exception?.Message}".Trim(), exception));
            return Task.CompletedTask;
        };
    }

    /// <summary>The words of the answer and the times of their arrival.</summary>
    public Arrivals Arrivals { get; }

    /// <summary>Bytes received over the socket, after decompression.</summary>
    public long ReceivedBytes => _protocol.ReceivedBytes;

    /// <summary>Opens the page and waits until it can send a message.</summary>
    /// <exception cref="IOException">The page or its circuit failed.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        PageMarkers markers = await ReadPageAsync(cancellationToken).ConfigureAwait(false);
        await _connection.StartAsync(cancellationToken).ConfigureAwait(false);
        string address = _page.ToString();
        string? circuit = await _connection.InvokeAsync<string?>("StartCircuit", address, address, "[]", markers.State, cancellationToken).ConfigureAwait(false);
        if (circuit is null)
        {
            throw new IOException("The server started no circuit.");
        }

        await _connection.SendAsync("UpdateRootComponents", markers.Operations(), markers.State, cancellationToken).ConfigureAwait(false);
        await WaitAsync(_script.Composer, "its message field", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends this circuit's number as a message, and waits for the first word of the answer.</summary>
    /// <exception cref="IOException">The message was rejected, or the circuit failed.</exception>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        (long composer, string place) = await _script.Composer.ConfigureAwait(false);
        string arguments = JsonSerializer.Serialize(new[] { place, _number.ToString(CultureInfo.InvariantCulture) });
        await _connection.SendAsync("BeginInvokeDotNetFromJS", "1", null, "SubmitAsync", composer, arguments, cancellationToken).ConfigureAwait(false);
        await WaitAsync(_accepted.Task, "its message to be accepted", cancellationToken).ConfigureAwait(false);
        if (!await _accepted.Task.ConfigureAwait(false))
        {
            throw new IOException("The app rejected a message.");
        }

        await WaitAsync(Arrivals.First, "the first word of an answer", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the last word of an answer with this number of words.</summary>
    public Task ReadAsync(int count, CancellationToken cancellationToken) => WaitAsync(Arrivals.ReachAsync(count), "the end of an answer", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // Tasks that still wait have completed before.
        _ended.TrySetResult();
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<PageMarkers> ReadPageAsync(CancellationToken cancellationToken)
    {
        using HttpClientHandler handler = new() { CookieContainer = _cookies };
        using HttpClient client = new(handler) { Timeout = Patience };
        // As a browser does: programs that ask for no HTML get another answer at the address of the chat page.
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return PageMarkers.Of(await client.GetStringAsync(_page, cancellationToken).ConfigureAwait(false));
    }

    private async Task AnswerAsync(long call, string function, string arguments, int resultType, long target, int callType)
    {
        string result = _script.Call(function, arguments, resultType, target);

        // No task waits for a call without a number.
        if (call != 0)
        {
            await _connection.SendAsync("EndInvokeJSFromDotNet", call, true, $"[{call},true,{result}]").ConfigureAwait(false);
        }
    }

    private async Task DrawAsync(long batch, byte[] content)
    {
        Arrivals.Add(content);
        await _connection.SendAsync("OnRenderCompleted", batch, null).ConfigureAwait(false);
    }

    private void Fail(IOException exception) => _ended.TrySetException(exception);

    private async Task WaitAsync(Task task, string what, CancellationToken cancellationToken)
    {
        try
        {
            Task first = await Task.WhenAny(task, _ended.Task).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
            await first.ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new IOException($"A page waited {Patience.TotalSeconds:0} s for {what}.", exception);
        }
    }
}
