using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>Writes a streamed answer of Chat Completions.</summary>
internal sealed class ChatStreamWriter(CompletionHead head, ApiRequest request, bool includesUsage, LogprobFields logprobs) : AnswerWriter
{
    private readonly List<UsageDetails> _usages = [];
    private readonly int[] _callCounts = new int[request.AnswerCount];
    private readonly PendingLogprobs[] _pending = [.. Enumerable.Range(0, request.AnswerCount).Select(_ => new PendingLogprobs())];

    public override void Begin(FrameWriter output, PromptProgress? progress)
    {
        for (int index = 0; index < request.AnswerCount; index++)
        {
            Write(output, new ChatCompletionChunk.Choice(index, new ChatCompletionChunk.Delta { Role = "assistant", Content = "" }));
        }
    }

    public override void Write(FrameWriter output, int index, ChatResponseUpdate update)
    {
        _pending[index].Add(update);
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    Write(output, new ChatCompletionChunk.Choice(index, new ChatCompletionChunk.Delta { Content = text.Text }) { Logprobs = logprobs.ChatOf(_pending[index].Take()) });
                    break;
                case FunctionCallContent call:
                    WriteCall(output, index, call);
                    break;
                case UsageContent usage:
                    _usages.Add(usage.Details);
                    break;
            }
        }

        if (update.FinishReason is { } reason)
        {
            GenerationFiguresContent? end = update.Contents.OfType<GenerationFiguresContent>().FirstOrDefault();
            Write(output, new ChatCompletionChunk.Choice(index, new ChatCompletionChunk.Delta(), ChatCompletion.WordOf(reason))
            {
                Logprobs = logprobs.ChatOf(_pending[index].Take()),
                StopReason = end?.StopReason,
            });
        }
    }

    public override void Fail(FrameWriter output, ApiException error) => output.Event(new OpenAiFormat.ErrorResponse(OpenAiFormat.Of(error)));

    public override void End(FrameWriter output)
    {
        if (includesUsage)
        {
            output.Event(new ChatCompletionChunk(head.Id, head.Created, head.Model, [], TokenUsage.Sum(_usages)));
        }

        output.Text("[DONE]");
    }

    // Clients read the id and the name in one chunk, and the arguments in later ones.
    private void WriteCall(FrameWriter output, int index, FunctionCallContent content)
    {
        ChatCompletion.Call call = ChatCompletion.Call.Of(content, _callCounts[index]++);
        Write(output, new ChatCompletionChunk.Choice(index, new ChatCompletionChunk.Delta { ToolCalls = [call] }));
    }

    private void Write(FrameWriter output, ChatCompletionChunk.Choice choice) =>
        output.Event(new ChatCompletionChunk(head.Id, head.Created, head.Model, [choice]));
}
