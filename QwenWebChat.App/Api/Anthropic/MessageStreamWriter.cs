using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api.Anthropic;

/// <summary>Writes a streamed answer: a message of blocks, each with a start, deltas and a stop.</summary>
internal sealed class MessageStreamWriter(string id, string model) : AnswerWriter
{
    private UsageDetails _usage = new();
    private int _blockIndex;
    private bool _isTextOpen;

    // The part of the prompt that was cached is known at the end; the last event has the right numbers.
    public override void Begin(FrameWriter output, PromptProgress? progress) =>
        Write(output, new MessageEvent.Start(new MessageResponse(id, model) { Usage = new MessageUsage(progress?.PromptTokens ?? 0, 0, 0) }));

    public override void Write(FrameWriter output, int index, ChatResponseUpdate update)
    {
        string? stopString = null;
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    WriteText(output, text.Text);
                    break;
                case FunctionCallContent call:
                    WriteCall(output, call);
                    break;
                case UsageContent usage:
                    _usage = usage.Details;
                    break;
                case GenerationFiguresContent figures:
                    stopString = figures.StopString;
                    break;
            }
        }

        if (update.FinishReason is { } reason)
        {
            CloseText(output);
            Write(output, new MessageEvent.End(new MessageEvent.EndReason(MessageResponse.ReasonOf(reason, stopString), stopString), MessageUsage.Of(_usage)));
        }
    }

    public override void KeepAlive(FrameWriter output, PromptProgress? progress) => Write(output, new MessageEvent.Ping(
        progress is { } known ? new MessageEvent.ReadingProgress(known.RequestsAhead, known.ReadTokens, known.PromptTokens) : null));

    public override void Fail(FrameWriter output, ApiException error) => Write(output, new MessageEvent.Failure(AnthropicFormat.Of(error)));

    public override void End(FrameWriter output) => Write(output, new MessageEvent.Stop());

    private void WriteText(FrameWriter output, string text)
    {
        if (!_isTextOpen)
        {
            _isTextOpen = true;
            Write(output, new MessageEvent.BlockStart(_blockIndex, new MessageResponse.TextBlock("")));
        }

        Write(output, new MessageEvent.BlockDelta(_blockIndex, new MessageEvent.TextDelta(text)));
    }

    private void WriteCall(FrameWriter output, FunctionCallContent call)
    {
        CloseText(output);
        MessageResponse.ToolUseBlock block = MessageResponse.ToolUseBlock.Of(call);
        Write(output, new MessageEvent.BlockStart(_blockIndex, block with { Input = new Dictionary<string, object?>() }));
        Write(output, new MessageEvent.BlockDelta(_blockIndex, new MessageEvent.InputDelta(JsonSerializer.Serialize(block.Input, ApiJson.Options))));
        Write(output, new MessageEvent.BlockStop(_blockIndex++));
    }

    private void CloseText(FrameWriter output)
    {
        if (_isTextOpen)
        {
            _isTextOpen = false;
            Write(output, new MessageEvent.BlockStop(_blockIndex++));
        }
    }

    // As an object: its own fields are written, not only those of the base.
    private static void Write(FrameWriter output, MessageEvent data) => output.Event<object>(data, data.Type);
}
