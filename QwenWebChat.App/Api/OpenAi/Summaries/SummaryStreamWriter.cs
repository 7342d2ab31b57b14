namespace QwenWebChat.App.Api.OpenAi.Summaries;

/// <summary>Writes a streamed summary: named events, and the same name in each.</summary>
internal sealed class SummaryStreamWriter : IEventWriter<SummaryEvent>
{
    private SummaryEvent? _last;

    public string MediaType => AnswerWriter.ServerSentEvents;

    public void Begin(FrameWriter output, IReadOnlyList<SummaryEvent> arrived)
    {
    }

    // The same progress twice would tell nothing.
    public bool Write(FrameWriter output, SummaryEvent next)
    {
        if (next == _last)
        {
            return false;
        }

        _last = next;
        // As an object: its own fields are written, not only those of the base.
        output.Event<object>(next, next.Type);
        return true;
    }

    public void KeepAlive(FrameWriter output) => output.Comment("waiting");

    public void Fail(FrameWriter output, ApiException error) => Write(output, new SummaryEvent.Failure(OpenAiFormat.Of(error)));

    public void End(FrameWriter output)
    {
    }
}
