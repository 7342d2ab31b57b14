using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>Writes a streamed answer of Completions.</summary>
internal sealed class TextStreamWriter(CompletionHead head, ApiRequest request, bool includesUsage, LogprobFields logprobs) : AnswerWriter
{
    private readonly UsageDetails[] _usages = new UsageDetails[request.AnswerCount];
    private readonly PendingLogprobs[] _pending = [.. Enumerable.Range(0, request.AnswerCount).Select(_ => new PendingLogprobs())];
    private readonly int[] _lengths = new int[request.AnswerCount];

    public override void Write(FrameWriter output, int index, ChatResponseUpdate update)
    {
        _pending[index].Add(update);
        if (update.Contents.OfType<PromptLogprobsContent>().FirstOrDefault() is { } prompt)
        {
            Write(output, new TextCompletion.Choice(index, "", null, null) { PromptLogprobs = logprobs.PromptOf(prompt.Logprobs) });
        }

        string text = update.Text;
        if (text.Length > 0)
        {
            TokenLogprobs[] taken = _pending[index].Take();
            Write(output, new TextCompletion.Choice(index, text, logprobs.TextOf(taken, _lengths[index]), null));
            _lengths[index] += text.Length;
        }

        _usages[index] = update.Contents.OfType<UsageContent>().FirstOrDefault()?.Details ?? _usages[index];
        if (update.FinishReason is { } reason)
        {
            GenerationFiguresContent? end = update.Contents.OfType<GenerationFiguresContent>().FirstOrDefault();
            Write(output, new TextCompletion.Choice(index, "", logprobs.TextOf(_pending[index].Take(), _lengths[index]), ChatCompletion.WordOf(reason))
            {
                StopReason = end?.StopReason,
            });
        }
    }

    public override void Fail(FrameWriter output, ApiException error) => output.Event(new OpenAiFormat.ErrorResponse(OpenAiFormat.Of(error)));

    public override void End(FrameWriter output)
    {
        if (includesUsage)
        {
            output.Event(new TextCompletion(head.Id, head.Created, head.Model, [], TokenUsage.Sum(_usages, request.AnswersEach)));
        }

        output.Text("[DONE]");
    }

    private void Write(FrameWriter output, TextCompletion.Choice choice) => output.Event(new TextCompletion(head.Id, head.Created, head.Model, [choice], null));
}
