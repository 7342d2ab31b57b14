using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Documents.Summaries.Writing;

/// <summary>Has the model write one section: counted before it is sent, and asked again where the engine is busy.</summary>
/// <param name="owner">Who asks: users share the engine evenly.</param>
internal sealed class SectionWriter(IChatClient client, TimeProvider time, RequestOwner owner)
{
    // What a model that writes the same at every attempt could not do better.
    private const float SecondTemperature = 0.3f;

    /// <summary>The model's counter; the present one, because another model may have been loaded.</summary>
    public IPromptCounter Counter => client.GetService<IPromptCounter>() ?? throw new SummaryException(SummaryFailureKind.NoModel);

    /// <exception cref="SummaryException">The prompt does not fit, nothing was written, or no model is loaded.</exception>
    public async Task<string> WriteAsync(SectionPrompt prompt, bool isSecond, RunningSection section, CancellationToken cancellationToken)
    {
        IPromptCounter counter = Counter;
        int needed = prompt.CountTokens(counter);
        if (needed > counter.ContextTokens)
        {
            throw new SummaryException(SummaryFailureKind.ContextTooShort) { NeededTokens = needed, ContextTokens = counter.ContextTokens };
        }

        while (true)
        {
            try
            {
                return await AskAsync(prompt, isSecond, section, cancellationToken).ConfigureAwait(false);
            }
            catch (EngineUnavailableException busy) when (busy.RetryAfter is { } wait)
            {
                section.OnBusy();
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            }
            catch (EngineUnavailableException unavailable)
            {
                throw new SummaryException(SummaryFailureKind.NoModel, unavailable);
            }
            catch (ContextOverflowException overflow)
            {
                throw new SummaryException(SummaryFailureKind.ContextTooShort, overflow) { NeededTokens = overflow.PromptTokens + prompt.AnswerTokens, ContextTokens = overflow.ContextTokens };
            }
        }
    }

    private async Task<string> AskAsync(SectionPrompt prompt, bool isSecond, RunningSection section, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        ChatFinishReason? end = null;
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(prompt.Messages, OptionsOf(prompt, isSecond), cancellationToken).ConfigureAwait(false))
        {
            end = update.FinishReason ?? end;
            foreach (GenerationProgressContent progress in update.Contents.OfType<GenerationProgressContent>())
            {
                section.OnRead(progress.ReadTokens, progress.PromptTokens);
            }

            if (update.Text.Length > 0)
            {
                text.Append(update.Text);
                section.OnText(AnswerPart.WithoutReasoning(text.ToString()));
            }
        }

        string written = AnswerPart.WithoutReasoning(text.ToString()).Trim();
        // An answer at its limit is kept and shows that it was cut.
        return written.Length == 0 || end == QwenChatClient.Interrupted ? throw new SummaryException(SummaryFailureKind.SectionFailed)
            : end == ChatFinishReason.Length ? Quotations.DropOpen(written) + " …"
            : written;
    }

    private QwenChatOptions OptionsOf(SectionPrompt prompt, bool isSecond) => new()
    {
        MaxOutputTokens = prompt.AnswerTokens,
        Temperature = isSecond ? SecondTemperature : 0,
        Owner = owner,
        Priority = RequestPriority.Document,
        Kind = RequestKind.Document,
        // A penalty on repetition is one on copying quotations and marks.
        Sampling = new() { RepetitionPenalty = 1 },
    };
}
