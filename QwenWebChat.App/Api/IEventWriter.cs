namespace QwenWebChat.App.Api;

/// <summary>Writes the events of a request as a stream.</summary>
internal interface IEventWriter<TEvent>
{
    /// <summary>The media type of the stream.</summary>
    string MediaType { get; }

    /// <summary>Writes what comes before the first event.</summary>
    /// <param name="arrived">The first event if it has arrived already; otherwise empty.</param>
    void Begin(FrameWriter output, IReadOnlyList<TEvent> arrived);

    /// <summary>Writes an event. Returns false if there was nothing to write.</summary>
    bool Write(FrameWriter output, TEvent next);

    /// <summary>Writes something that no client takes for a part of the answer, so that none takes the connection for dead.</summary>
    void KeepAlive(FrameWriter output);

    /// <summary>Writes an error after the stream has begun. Nothing follows.</summary>
    void Fail(FrameWriter output, ApiException error);

    /// <summary>Writes the end of a complete stream.</summary>
    void End(FrameWriter output);
}
