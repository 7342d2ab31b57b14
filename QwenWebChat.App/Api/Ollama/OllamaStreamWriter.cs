using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api.Ollama;

/// <summary>Writes a streamed answer as lines of JSON.</summary>
/// <param name="answer">Creates the responses.</param>
internal sealed class OllamaStreamWriter(OllamaAnswer answer) : AnswerWriter
{
    private UsageDetails _usage = new();
    private AnswerFigures _figures = new();
    private int _callCount;

    public override string MediaType => "application/x-ndjson";

    public override void Write(FrameWriter output, int index, ChatResponseUpdate update)
    {
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    output.Line(answer.Part(text.Text));
                    break;
                case FunctionCallContent call:
                    output.Line(answer.Part("", [OllamaResponse.Call.Of(call, _callCount++)]));
                    break;
                case UsageContent usage:
                    _usage = usage.Details;
                    break;
                case GenerationFiguresContent figures:
                    _figures = figures.Figures;
                    break;
            }
        }

        if (update.FinishReason is { } reason)
        {
            output.Line(answer.End("", null, reason, _usage, _figures));
        }
    }

    // A line of its own would be a part of the answer to some clients, and an error to others.
    public override void KeepAlive(FrameWriter output, PromptProgress? progress) => output.Space();

    public override void Fail(FrameWriter output, ApiException error) => output.Line(new OllamaFormat.ErrorResponse(error.Message));
}
