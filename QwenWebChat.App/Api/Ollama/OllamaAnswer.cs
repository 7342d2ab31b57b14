using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api.Ollama;

/// <summary>Creates the responses of one answer.</summary>
/// <param name="isChat">True if the answer is a message, false if it is plain text.</param>
internal sealed class OllamaAnswer(string model, bool isChat, TimeProvider clock)
{
    private readonly long _began = clock.GetTimestamp();

    /// <summary>Creates the response for a part of the answer.</summary>
    /// <param name="calls">Its calls of tools; null for none.</param>
    public OllamaResponse Part(string text, IReadOnlyList<OllamaResponse.Call>? calls = null) => new(model, clock.GetUtcNow())
    {
        Message = isChat ? new OllamaResponse.ReplyMessage(text) { ToolCalls = calls } : null,
        Response = isChat ? null : text,
    };

    /// <summary>Creates the response for the last part, or for a whole answer.</summary>
    public OllamaResponse End(string text, IReadOnlyList<OllamaResponse.Call>? calls, ChatFinishReason reason, UsageDetails usage, AnswerFigures figures) => Part(text, calls) with
    {
        Done = true,
        DoneReason = reason == ChatFinishReason.Length ? "length" : "stop",
        TotalDuration = Nanoseconds(clock.GetElapsedTime(_began)),
        LoadDuration = 0,
        PromptEvalCount = usage.InputTokenCount ?? 0,
        PromptEvalDuration = Nanoseconds(TimeSpan.FromMilliseconds(figures.TimeToFirstTokenMs ?? 0)),
        EvalCount = usage.OutputTokenCount ?? 0,
        // The speed is that of the tokens after the first.
        EvalDuration = figures.TokensPerSecond is > 0 and double speed && usage.OutputTokenCount is > 1 and long count ? Nanoseconds(TimeSpan.FromSeconds((count - 1) / speed)) : 0,
    };

    /// <summary>Creates the body of a whole answer.</summary>
    public OllamaResponse Whole(CollectedAnswer answer) => End(
        answer.Text,
        answer.Calls.Count > 0 ? [.. answer.Calls.Select(OllamaResponse.Call.Of)] : null,
        answer.FinishReason,
        answer.Usage,
        answer.Figures);

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
