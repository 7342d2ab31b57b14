using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api;

/// <summary>
/// Sends the events of a request to its client: as a stream, or as one body. A client that waits hears something at least every
/// <see cref="KeepAliveInterval"/>, because clients and proxies give a silent connection up.
/// </summary>
internal sealed class ApiTransport(ApiAnswers answers, IModelHost model, TimeProvider clock, ILogger<ApiTransport> logger)
{
    public static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(10);

    // Until then a request that is rejected gets a status of its own.
    private static readonly TimeSpan DecisionTime = TimeSpan.FromSeconds(2);

    /// <summary>Sends the answers to a request, as the client wants them.</summary>
    /// <param name="stream">Creates the writer of a stream.</param>
    /// <param name="body">Creates the body from whole answers.</param>
    public Task SendAsync(HttpContext http, ApiRequest request, Func<AnswerWriter> stream, Func<CollectedAnswer[], object> body) => request.IsStreamed
        ? StreamAsync(http, answers.StreamAsync(request, http.RequestAborted), stream())
        : SendWholeAsync(http, CollectAsync(request, body, http.RequestAborted));

    /// <summary>Sends events as a stream.</summary>
    public async Task StreamAsync<TEvent>(HttpContext http, IAsyncEnumerable<TEvent> stream, IEventWriter<TEvent> writer)
    {
        IAsyncEnumerator<TEvent> events = stream.GetAsyncEnumerator(http.RequestAborted);
        await using (events.ConfigureAwait(false))
        {
            Task<bool> first = events.MoveNextAsync().AsTask();
            await WaitAsync(first, DecisionTime).ConfigureAwait(false);
            if (first.IsFaulted)
            {
                await first.ConfigureAwait(false);
            }

            http.Response.ContentType = writer.MediaType;
            http.Response.Headers.CacheControl = "no-cache";
            // Proxies such as nginx would otherwise collect the stream.
            http.Response.Headers["X-Accel-Buffering"] = "no";
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            using FrameWriter output = new(http.Response.BodyWriter);
            try
            {
                writer.Begin(output, first.IsCompleted && await first.ConfigureAwait(false) ? [events.Current] : []);
                await CopyAsync(events, first, writer, output, http.RequestAborted).ConfigureAwait(false);
                writer.End(output);
            }
            catch (Exception exception) when (!http.RequestAborted.IsCancellationRequested)
            {
                writer.Fail(output, ApiErrors.Of(exception, model.Status, logger));
            }

            await output.FlushAsync(http.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a JSON body that may take long to make.</summary>
    public async Task SendWholeAsync(HttpContext http, Task<object> making)
    {
        while (!await WaitAsync(making, KeepAliveInterval).ConfigureAwait(false))
        {
            // White space before JSON is no part of it. The headers are sent with the first.
            if (!http.Response.HasStarted)
            {
                http.Response.ContentType = MediaTypeNames.Application.Json;
            }

            await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted).ConfigureAwait(false);
            await http.Response.Body.FlushAsync(http.RequestAborted).ConfigureAwait(false);
        }

        object body;
        try
        {
            body = await making.ConfigureAwait(false);
        }
        catch (Exception exception) when (http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // Its status is sent already: only a broken connection is an error to every client.
            _ = ApiErrors.Of(exception, model.Status, logger);
            http.Abort();
            return;
        }

        await WriteAsync(http, body).ConfigureAwait(false);
    }

    private async Task CopyAsync<TEvent>(IAsyncEnumerator<TEvent> events, Task<bool> first, IEventWriter<TEvent> writer, FrameWriter output, CancellationToken cancellationToken)
    {
        long written = clock.GetTimestamp();
        for (ValueTask<bool> next = new(first); ; next = events.MoveNextAsync())
        {
            bool hasNext;
            if (next.IsCompleted)
            {
                hasNext = await next.ConfigureAwait(false);
            }
            else
            {
                // Events that are there already are sent together.
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                Task<bool> arriving = next.AsTask();
                while (!await WaitAsync(arriving, KeepAliveInterval).ConfigureAwait(false))
                {
                    writer.KeepAlive(output);
                    written = clock.GetTimestamp();
                    await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                }

                hasNext = await arriving.ConfigureAwait(false);
            }

            if (!hasNext)
            {
                return;
            }

            if (writer.Write(output, events.Current))
            {
                written = clock.GetTimestamp();
            }
            else if (clock.GetElapsedTime(written) >= KeepAliveInterval)
            {
                writer.KeepAlive(output);
                written = clock.GetTimestamp();
            }
        }
    }

    private async Task<object> CollectAsync(ApiRequest request, Func<CollectedAnswer[], object> body, CancellationToken cancellationToken)
    {
        CollectedAnswer[] whole = [.. Enumerable.Range(0, request.AnswerCount).Select(_ => new CollectedAnswer())];
        await foreach ((int index, ChatResponseUpdate update) in answers.StreamAsync(request, cancellationToken).ConfigureAwait(false))
        {
            whole[index].Add(update);
        }

        return body(whole);
    }

    /// <summary>Writes a JSON body.</summary>
    public static async Task WriteAsync(HttpContext http, object body, int status = StatusCodes.Status200OK)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = MediaTypeNames.Application.Json;
        }

        await JsonSerializer.SerializeAsync(http.Response.Body, body, ApiJson.Options, http.RequestAborted).ConfigureAwait(false);
    }

    // Returns whether the task ended in time; its error is not thrown here.
    private async Task<bool> WaitAsync(Task task, TimeSpan time)
    {
        if (task.IsCompleted)
        {
            return true;
        }

        using CancellationTokenSource over = new();
        Task delay = Task.Delay(time, clock, over.Token);
        bool isOver = await Task.WhenAny(task, delay).ConfigureAwait(false) == delay;
        await over.CancelAsync().ConfigureAwait(false);
        return !isOver || task.IsCompleted;
    }
}
