using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api;

/// <summary>Writes the events of a request as a format's stream.</summary>
internal abstract class AnswerWriter : IEventWriter<AnswerEvent>
{
    /// <summary>The media type of server-sent events.</summary>
    public const string ServerSentEvents = "text/event-stream";

    private PromptProgress? _progress;

    public virtual string MediaType => ServerSentEvents;

    /// <summary>Writes what comes before the first event.</summary>
    /// <param name="progress">The progress of the prompt; null if it is unknown yet.</param>
    public virtual void Begin(FrameWriter output, PromptProgress? progress)
    {
    }

    public abstract void Write(FrameWriter output, int index, ChatResponseUpdate update);

    /// <summary>Writes something that no client takes for a part of the answer, so that none takes the connection for dead.</summary>
    /// <param name="progress">The progress of the prompt; null if it is unknown, or the answer has begun.</param>
    public virtual void KeepAlive(FrameWriter output, PromptProgress? progress) => output.Comment(progress switch
    {
        { RequestsAhead: > 0 } queued => $"{queued.RequestsAhead} requests ahead",
        { } reading => $"prefill {reading.ReadTokens}/{reading.PromptTokens}",
        null => "waiting",
    });

    public abstract void Fail(FrameWriter output, ApiException error);

    public virtual void End(FrameWriter output)
    {
    }

    void IEventWriter<AnswerEvent>.Begin(FrameWriter output, IReadOnlyList<AnswerEvent> arrived) => Begin(output, arrived is [{ Update: { } first }] ? ProgressOf(first) : null);

    bool IEventWriter<AnswerEvent>.Write(FrameWriter output, AnswerEvent next)
    {
        _progress = ProgressOf(next.Update);
        if (_progress is not null)
        {
            return false;
        }

        Write(output, next.Index, next.Update);
        return true;
    }

    void IEventWriter<AnswerEvent>.KeepAlive(FrameWriter output) => KeepAlive(output, _progress);

    private static PromptProgress? ProgressOf(ChatResponseUpdate update) => update.Contents is [GenerationProgressContent progress] ? progress.Progress : null;
}
