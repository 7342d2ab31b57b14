using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Generation;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Documents.Summaries.Writing;

/// <summary>Generates the text of one section: counts the prompt before it is sent, and retries while the engine is busy.</summary>
/// <param name="owner">The owner of the requests: users share the engine evenly.</param>
internal sealed class SectionWriter(IChatClient client, TimeProvider time, RequestOwner owner)
{
    // At temperature 0, the model would repeat the failed attempt.
    private const float SecondTemperature = 0.3f;

    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan QuotaRetry = TimeSpan.FromSeconds(1);

    /// <summary>The counter of the present model, because another model may have been loaded.</summary>
    public IPromptCounter Counter => client.GetService<IPromptCounter>() ?? throw new SummaryException(SummaryFailureKind.NoModel);

    /// <exception cref="SummaryException">The prompt does not fit, nothing was generated, or no model is loaded.</exception>
    public async Task<string> WriteAsync(SectionPrompt prompt, bool isSecond, RunningSection section, CancellationToken cancellationToken)
    {
        IPromptCounter counter = Counter;
        int needed = prompt.CountTokens(counter);
        if (needed > counter.ContextTokens)
        {
            throw new SummaryException(new SummaryFailure(SummaryFailureKind.ContextTooShort, needed, counter.ContextTokens));
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
            catch (QuotaExceededException exceeded) when (WaitFor(exceeded.Refusal) is { } wait)
            {
                section.OnBusy();
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            }
            catch (QuotaExceededException exceeded)
            {
                throw new SummaryException(new SummaryFailure(SummaryFailureKind.QuotaExceeded) { Quota = exceeded.Refusal }, exceeded);
            }
            catch (EngineUnavailableException unavailable)
            {
                throw new SummaryException(SummaryFailureKind.NoModel, unavailable);
            }
            catch (ContextOverflowException overflow)
            {
                throw new SummaryException(new SummaryFailure(SummaryFailureKind.ContextTooShort, overflow.PromptTokens + prompt.AnswerTokens, overflow.ContextTokens), overflow);
            }
        }
    }

    // Limits of requests end within a minute, and the other sections give back what they hold; a used-up quota pauses the summary.
    private static TimeSpan? WaitFor(QuotaRefusal refusal) => refusal switch
    {
        { IsTooLarge: true } => null,
        { RetryAfter: { } wait } => wait <= MaxWait ? wait : null,
        _ => QuotaRetry,
    };

    private async Task<string> AskAsync(SectionPrompt prompt, bool isSecond, RunningSection section, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        ChatFinishReason? end = null;
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(prompt.Messages, OptionsOf(prompt, isSecond), cancellationToken).ConfigureAwait(false))
        {
            end = update.FinishReason ?? end;
            foreach (PromptProgress progress in update.Contents.OfType<GenerationProgressContent>().Select(content => content.Progress))
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
        // An answer at its limit is used, and marked as truncated.
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
        // A repetition penalty would penalize copied quotations and references.
        Sampling = new() { RepetitionPenalty = 1 },
    };
}
