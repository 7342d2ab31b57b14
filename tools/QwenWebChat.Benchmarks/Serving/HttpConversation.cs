using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

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
        foreach (int id in ids)
        {
            _text.Append(Words[id]);
        }

        for (int refusals = 0; ; refusals++)
        {
            long sent = TimeProvider.System.GetTimestamp();
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
            Content = JsonContent.Create(new
            {
                model,
                prompt = _text.ToString(),
                max_tokens = newTokens,
                stream = true,
                ignore_eos = true,
                stream_options = new { include_usage = true },
            }),
        };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RequestTimes> ReadAsync(HttpResponseMessage response, long sent, int promptTokens, int refusals, CancellationToken cancellationToken)
    {
        List<TimeSpan> times = [];
        (int Prompt, int Cached, int Answer)? usage = null;
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            if (item.Data == End)
            {
                break;
            }

            using JsonDocument part = JsonDocument.Parse(item.Data);
            if (TextOf(part.RootElement) is { Length: > 0 } text)
            {
                times.Add(TimeProvider.System.GetElapsedTime(sent));
                _text.Append(text);
            }

            usage = UsageOf(part.RootElement) ?? usage;
        }

        return new RequestTimes
        {
            PromptTokens = usage?.Prompt ?? promptTokens,
            NewTokens = usage?.Answer ?? times.Count,
            CachedTokens = usage?.Cached ?? 0,
            TokenTimes = times,
            Finished = TimeProvider.System.GetElapsedTime(sent),
            RefusalCount = refusals,
        };
    }

    private static string? TextOf(JsonElement part) =>
        part.TryGetProperty("choices", out JsonElement choices) && choices.GetArrayLength() > 0 && choices[0].TryGetProperty("text", out JsonElement text)
            ? text.GetString()
            : null;

    private static (int Prompt, int Cached, int Answer)? UsageOf(JsonElement part)
    {
        if (!part.TryGetProperty("usage", out JsonElement usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        int cached = usage.TryGetProperty("prompt_tokens_details", out JsonElement details)
            && details.ValueKind == JsonValueKind.Object
            && details.TryGetProperty("cached_tokens", out JsonElement tokens)
            && tokens.ValueKind == JsonValueKind.Number
            ? tokens.GetInt32()
            : 0;
        return (usage.GetProperty("prompt_tokens").GetInt32(), cached, usage.GetProperty("completion_tokens").GetInt32());
    }
}
