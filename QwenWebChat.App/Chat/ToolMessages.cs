using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Chat;

/// <summary>Converts calls of tools in an answer to the messages that the model wrote and read.</summary>
internal static class ToolMessages
{
    /// <summary>The maximum length of a result in characters, whatever the context.</summary>
    public const int MaxResultLength = 20_000;

    /// <summary>Returns the model's message with its calls, and the message with their results.</summary>
    /// <param name="id">An id of the round, with which the ids of its calls begin.</param>
    public static ChatMessage[] Of(AnswerRound round, string id)
    {
        List<AIContent> calls = round.Text.Length > 0 ? [new TextContent(round.Text)] : [];
        List<AIContent> results = [];
        foreach ((int index, ToolCall call) in round.Calls.Index())
        {
            string callId = $"{id}-{index}";
            calls.Add(new FunctionCallContent(callId, call.Name, ArgumentsOf(call)));
            results.Add(new FunctionResultContent(callId, ResultOf(call)));
        }

        return [new ChatMessage(ChatRole.Assistant, calls), new ChatMessage(ChatRole.Tool, results)];
    }

    /// <summary>Cuts the result of a call, so that the model reads no more than a number of tokens for it.</summary>
    /// <param name="counter">Null if tokens cannot be counted; then only the length is limited.</param>
    public static ToolCall Fit(ToolCall call, IPromptCounter? counter, int maxTokens)
    {
        string whole = call.Result ?? "";
        ToolCall fitting = Cut(call, whole, Math.Min(whole.Length, MaxResultLength));
        if (counter is null)
        {
            return fitting;
        }

        int frame = TokensOf(call with { Result = "" }, counter);
        for (int tokens = TokensOf(fitting, counter) - frame; tokens > maxTokens && fitting.Result is { Length: > 0 } result; tokens = TokensOf(fitting, counter) - frame)
        {
            fitting = Cut(call, whole, (int)Math.Min(result.Length - 1, (long)result.Length * Math.Max(0, maxTokens) / tokens));
        }

        return fitting;
    }

    /// <summary>Returns the calls of an answer as they stand in another text of it: behind the text that is unchanged.</summary>
    public static IReadOnlyList<ToolCall> InText(ConversationMessage answer, string text)
    {
        int same = answer.Text.AsSpan().CommonPrefixLength(text);
        int offset = 0;
        return [.. answer.ToolCalls.Select(call => call with { Offset = offset = call.Offset <= same ? call.Offset : offset })];
    }

    private static Dictionary<string, object?> ArgumentsOf(ToolCall call)
    {
        Dictionary<string, object?> arguments = [];
        foreach (JsonProperty argument in ToolArguments.Read(call.Arguments).EnumerateObject())
        {
            arguments[argument.Name] = argument.Value;
        }

        return arguments;
    }

    private static string ResultOf(ToolCall call) => call switch
    {
        { Result: null } => "Not run: the answer ended before this call.",
        { CutCharacters: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{call.Result}\n[Cut here: the remaining {call.CutCharacters} characters do not fit into the context.]"),
        { IsFailed: true } => $"Error: {call.Result}",
        _ => call.Result,
    };

    private static int TokensOf(ToolCall call, IPromptCounter counter) => counter.Count(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("", ResultOf(call))]));

    private static ToolCall Cut(ToolCall call, string whole, int length)
    {
        int end = length > 0 && char.IsHighSurrogate(whole[length - 1]) ? length - 1 : length;
        return call with { Result = whole[..end], CutCharacters = whole.Length - end };
    }
}
