using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Scheduling;

/// <summary>One prompt and its growing answer, with everything that decides when it ends.</summary>
internal sealed class Sequence
{
    private readonly List<int> _ids;
    private readonly Sampler _sampler;
    private readonly StreamingDetokenizer _detokenizer;
    private readonly StopSequenceMatcher _stops;
    private readonly IReadOnlyCollection<int> _endTokenIds;

    /// <param name="maxNewTokens">The caller's limit or the room left in the context, whichever is less.</param>
    /// <param name="endTokenIds">Ids after which the model's answer is over.</param>
    public Sequence(
        IReadOnlyList<int> promptIds, SamplingParams sampling, int maxNewTokens, IReadOnlyCollection<int> endTokenIds, StreamingDetokenizer detokenizer)
    {
        _ids = [.. promptIds];
        _sampler = new Sampler(sampling, promptIds);
        _detokenizer = detokenizer;
        _stops = new StopSequenceMatcher(sampling.StopStrings);
        _endTokenIds = sampling.IgnoreEndTokens ? [] : endTokenIds;
        PromptCount = promptIds.Count;
        MaxNewTokens = maxNewTokens;
    }

    /// <summary>Prompt and answer.</summary>
    public IReadOnlyList<int> Ids => _ids;

    public int PromptCount { get; }

    public int MaxNewTokens { get; }

    public int GeneratedCount => _ids.Count - PromptCount;

    /// <summary>None while the answer goes on.</summary>
    public FinishReason? FinishReason { get; private set; }

    /// <summary>Chooses the next token from a row of logits and checks whether it is the last.</summary>
    /// <returns>The token, and the text that it completes, which may be empty.</returns>
    public (int Id, string Text) Append(Span<float> logits)
    {
        int id = _sampler.Sample(logits, GeneratedCount);
        _ids.Add(id);
        if (_endTokenIds.Contains(id))
        {
            FinishReason = Scheduling.FinishReason.Stop;
            return (id, Rest());
        }

        StopSequenceMatch match = _stops.Append(_detokenizer.Append(id));
        if (match.Stopped)
        {
            FinishReason = Scheduling.FinishReason.Stop;
            return (id, match.Text);
        }

        if (GeneratedCount >= MaxNewTokens)
        {
            FinishReason = Scheduling.FinishReason.Length;
            return (id, match.Text + Rest());
        }

        return (id, match.Text);
    }

    /// <summary>Ends the answer at its caller's wish.</summary>
    /// <returns>Text that was held back.</returns>
    public string Cancel()
    {
        FinishReason = Scheduling.FinishReason.Cancelled;
        return Rest();
    }

    private string Rest()
    {
        StopSequenceMatch last = _stops.Append(_detokenizer.Flush());
        return last.Stopped ? last.Text : last.Text + _stops.Flush();
    }
}
