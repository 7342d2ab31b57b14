using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Chat;

/// <summary>Maps messages and options of Microsoft.Extensions.AI to Qwen2's template and sampler.</summary>
public static class ChatMlMapping
{
    // Chinese in a tool's result stays as it is: escaped, it would cost many times the tokens.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Maps messages, with the calls and results of tools.</summary>
    /// <exception cref="NotSupportedException">The request needs something that is not implemented.</exception>
    public static List<ChatMlMessage> ToChatMl(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        List<ChatMlMessage> mapped = options?.Instructions is { Length: > 0 } instructions ? [new("system", instructions)] : [];
        List<string> calls = [];
        List<FunctionResultContent> results = [];
        foreach (ChatMessage message in messages)
        {
            if (message.Contents.FirstOrDefault(content => content is DataContent or UriContent) is { } attachment)
            {
                throw new NotSupportedException($"The model reads text alone; a message holds {attachment.GetType().Name}.");
            }

            int resultCount = results.Count;
            results.AddRange(message.Contents.OfType<FunctionResultContent>());
            if (results.Count == resultCount || message.Text.Length > 0)
            {
                AddResults(mapped, results, calls);
                FunctionCallContent[] made = [.. message.Contents.OfType<FunctionCallContent>()];
                calls = [.. made.Select(call => call.CallId)];
                mapped.Add(new ChatMlMessage(message.Role.Value, message.Text, made.Length > 0 ? [.. made.Select(ToCall)] : null));
            }
        }

        AddResults(mapped, results, calls);
        return mapped;
    }

    /// <summary>Returns the functions that the prompt describes, as OpenAI's JSON objects.</summary>
    public static JsonElement[] ToolsOf(ChatOptions? options) =>
    [
        .. AnswerFormat.ToolsOf(options).Select(tool => JsonSerializer.SerializeToElement(new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject
            {
                ["name"] = tool.Name,
                ["description"] = tool.Description,
                ["parameters"] = JsonNode.Parse(tool.JsonSchema.GetRawText()),
            },
        })),
    ];

    internal static SamplingOverrides ToOverrides(QwenChatOptions options) => options.Sampling with
    {
        Temperature = options.Sampling.Temperature ?? options.Temperature,
        TopK = options.Sampling.TopK ?? options.TopK,
        TopP = options.Sampling.TopP ?? options.TopP,
        PresencePenalty = options.Sampling.PresencePenalty ?? options.PresencePenalty,
        FrequencyPenalty = options.Sampling.FrequencyPenalty ?? options.FrequencyPenalty,
        Seed = options.Sampling.Seed ?? (ulong?)options.Seed,
        Stop = options.Sampling.Stop ?? (options.StopSequences is { } stop ? [.. stop] : null),
        MaxTokens = options.Sampling.MaxTokens ?? options.MaxOutputTokens,
    };

    // In the order of the calls: the template writes no ids, by which the model could tell which result is whose.
    private static void AddResults(List<ChatMlMessage> mapped, List<FunctionResultContent> results, List<string> calls)
    {
        mapped.AddRange(results
            .OrderBy(result => calls.IndexOf(result.CallId) is >= 0 and int index ? index : int.MaxValue)
            .Select(result => new ChatMlMessage("tool", TextOf(result.Result))));
        results.Clear();
    }

    // A string stands as it is, also one that a function's invocation returned as JSON.
    private static string TextOf(object? result) =>
        result as string ?? (result is JsonElement { ValueKind: JsonValueKind.String } json ? json.GetString()! : JsonSerializer.Serialize(result, Readable));

    private static ChatMlToolCall ToCall(FunctionCallContent call) =>
        new(call.Name, JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>()));
}
