using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api.OpenAi.Responses;

/// <summary>Writes a streamed response: named events with a running number.</summary>
internal sealed class ResponseStreamWriter : AnswerWriter
{
    private readonly ResponseBuilder _builder;
    private FrameWriter? _output;
    private int _count;

    public ResponseStreamWriter(ResponseBody initial, LogprobFields logprobs)
    {
        _builder = new ResponseBuilder(initial, logprobs, Emit);
    }

    public override void Begin(FrameWriter output, PromptProgress? progress)
    {
        _output = output;
        _builder.Begin();
    }

    public override void Write(FrameWriter output, int index, ChatResponseUpdate update) => _builder.Add(update);

    // The one event that all clients skip.
    public override void KeepAlive(FrameWriter output, PromptProgress? progress) => Emit("keepalive", new { });

    // An event response.failed would do no harm to OpenAI's helper: it takes the response for a good one.
    public override void Fail(FrameWriter output, ApiException error)
    {
        OpenAiFormat.ErrorDetails details = OpenAiFormat.Of(error);
        Emit("error", new { code = details.Code ?? details.Type, message = details.Message, param = details.Field });
    }

    public override void End(FrameWriter output) => _builder.End();

    private void Emit(string type, object fields)
    {
        JsonObject data = JsonSerializer.SerializeToNode(fields, ApiJson.Options)!.AsObject();
        data.Insert(0, "type", type);
        data.Insert(1, "sequence_number", _count++);
        _output!.Event(data, type);
    }
}
