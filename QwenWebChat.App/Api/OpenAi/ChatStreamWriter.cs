using Microsoft.Extensions.AI;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>Writes a streamed answer of Chat Completions.</summary>
internal sealed class ChatStreamWriter(CompletionHead head, ApiRequest request, bool includesUsage) : AnswerWriter
{
    private readonly List<UsageDetails> _usages = [];
    private readonly int[] _callCounts = new int[request.AnswerCount];

    public override void Begin(FrameWriter output, PromptProgress? progress)
    {
        for (int index = 0; index < request.AnswerCount; index++)
        {
            Write(output, new ChatCompletionChunk.Choice(index, new ChatCompletionChunk.Delta { Role = "assistant", Content = "" }));
        }
    }

    public override void Write(FrameWriter output, int index, ChatResponseUpdate update)
    {
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    Write(output, new ChatCompletionChunk.Choice(index, new ChatCompletionChunk.Delta { Content = text.Text }));
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
            Write(output, new ChatCompletionChunk.Choice(index, new ChatCompletionChunk.Delta(), ChatCompletion.WordOf(reason)));
        }
    }

    public override void Fail(FrameWriter output, ApiException error) => output.Event(new OpenAiFormat.ErrorResponse(OpenAiFormat.Of(error)));

    public override void End(FrameWriter output)
    {
        if (includesUsage)
        {
            output.Event(new ChatCompletionChunk(head.Id, head.Created, head.Model, [], TokenUsage.Of(_usages)));
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
