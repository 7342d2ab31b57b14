using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api;

/// <summary>Writes the events of a request as a format's stream.</summary>
internal abstract class AnswerWriter
{
    /// <summary>The media type of server-sent events.</summary>
    public const string ServerSentEvents = "text/event-stream";

    /// <summary>The media type of the stream.</summary>
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

    /// <summary>Writes an error after the stream has begun. Nothing follows.</summary>
    public abstract void Fail(FrameWriter output, ApiException error);

    /// <summary>Writes the end of a complete stream.</summary>
    public virtual void End(FrameWriter output)
    {
    }
}
