using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>
/// A conversation with any server that streams OpenAI's <c>POST /v1/completions</c>. Prompts are words, so their number of
/// tokens is approximate; the server's token counts are reported if it sends them.
/// </summary>
/// <param name="address">The server's root, such as <c>http://host/v1</c>.</param>
internal sealed class HttpConversation(HttpClient client, string address, string model) : IConversation
{
    private const string End = "[DONE]";

    /// <summary>Prompt ids are indexes of words.</summary>
    private static readonly string[] Words =
        [" the", " of", " and", " to", " in", " is", " that", " for", " it", " as", " was", " with", " be", " by", " on", " not", " he", " his", " but", " at", " are", " this", " have", " had", " they", " you", " were", " their", " one", " all", " we", " can"];

    private static readonly TimeSpan UnknownRetry = TimeSpan.FromSeconds(1);

    private readonly StringBuilder _text = new();

    /// <summary>The number of ids.</summary>
    public static int VocabularySize => Words.Length;

    public async Task<RequestTimes> AskAsync(IReadOnlyList<int> ids, int newTokens, CancellationToken cancellationToken)
    {
        _text.AppendJoin("", ids.Select(id => Words[id]));
        for (int refusals = 0; ; refusals++)
        {
            long sent = Stopwatch.GetTimestamp();
            using HttpResponseMessage response = await SendAsync(newTokens, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
            {
                response.EnsureSuccessStatusCode();
                return await ReadAsync(response, sent, ids.Count, refusals, cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(response.Headers.RetryAfter?.Delta ?? UnknownRetry, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(int newTokens, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(address.TrimEnd('/') + "/completions"))
        {
            // ignore_eos is an extension of vLLM, llama.cpp and others.
            Content = JsonContent.Create(new { model, prompt = _text.ToString(), max_tokens = newTokens, stream = true, ignore_eos = true, stream_options = new { include_usage = true } }),
        };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RequestTimes> ReadAsync(HttpResponseMessage response, long sent, int promptTokens, int refusals, CancellationToken cancellationToken)
    {
        List<TimeSpan> times = [];
        JsonNode? usage = null;
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            if (item.Data == End)
            {
                break;
            }

            JsonNode? part = JsonNode.Parse(item.Data);
            if (part?["choices"] is JsonArray { Count: > 0 } choices && (string?)choices[0]?["text"] is { Length: > 0 } text)
            {
                times.Add(Stopwatch.GetElapsedTime(sent));
                _text.Append(text);
            }

            usage = part?["usage"] ?? usage;
        }

        int cached = (int?)usage?["prompt_tokens_details"]?["cached_tokens"] ?? 0;
        return new RequestTimes(
            (int?)usage?["prompt_tokens"] ?? promptTokens, (int?)usage?["completion_tokens"] ?? times.Count, cached, times, Stopwatch.GetElapsedTime(sent), refusals);
    }
}
