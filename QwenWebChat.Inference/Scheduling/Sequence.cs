using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Model;
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
    private readonly int _continuedCount;
    private BlockKeyChain? _keys;

    /// <param name="maxNewTokens">The caller's limit or the room left in the context, whichever is less.</param>
    /// <param name="endTokenIds">Ids after which the model's answer is over.</param>
    /// <param name="continuedCount">The last ids of the prompt that are an answer already: it goes on as if it had not been cut.</param>
    public Sequence(
        IReadOnlyList<int> promptIds,
        SamplingParams sampling,
        int maxNewTokens,
        IReadOnlyCollection<int> endTokenIds,
        StreamingDetokenizer detokenizer,
        int continuedCount = 0)
    {
        _ids = [.. promptIds];
        _continuedCount = continuedCount;
        _sampler = new Sampler(sampling, promptIds.Take(promptIds.Count - continuedCount));
        _detokenizer = detokenizer;
        foreach (int id in promptIds.Skip(promptIds.Count - continuedCount))
        {
            // Its text is known; half a character at its end is completed by what follows.
            _sampler.Remember(id);
            _detokenizer.Append(id);
        }

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

    /// <summary>The owner of its request.</summary>
    public RequestOwner Owner { get; init; } = RequestOwner.Unknown;

    public RequestPriority Priority { get; init; }

    /// <summary>The factor of YaRN that it runs with; 1 is plain RoPE. Keys made with another one are no use to it.</summary>
    public int YarnFactor { get; init; } = 1;

    /// <summary>Where its keys and values are; empty while it waits.</summary>
    public BlockTable Blocks { get; } = new();

    /// <summary>Tokens whose keys and values are in its blocks.</summary>
    public int ComputedCount { get; private set; }

    /// <summary>Tokens that must still be computed before the next one can be sampled.</summary>
    public int RemainingCount => _ids.Count - ComputedCount;

    /// <summary>Prompt tokens that a prefix, in memory or on disk, spared it when it first started.</summary>
    public int CachedCount { get; private set; }

    /// <summary>The file that its next blocks come from; null where they are computed.</summary>
    public PrefixFile? Restoring { get; private set; }

    /// <summary>How often it lost its blocks to others.</summary>
    public int PreemptionCount { get; private set; }

    /// <summary>Whether it holds a place among the running ones.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Its place in the order of arrival, which the scheduler numbers.</summary>
    public long Arrival { get; set; }

    /// <summary>Its priority, 0 the highest, less what it has aged while it waited.</summary>
    public int PriorityClass { get; set; }

    /// <summary>None while the answer goes on.</summary>
    public FinishReason? FinishReason { get; private set; }

    /// <summary>Chooses the next token from a step's row of logits and checks whether it is the last.</summary>
    /// <returns>The token, and the text that it completes, which may be empty.</returns>
    public (int Id, string Text) Append(IStepLogits logits, int row) => Append(_sampler.Sample(logits, row, _continuedCount + GeneratedCount));

    /// <summary>Likewise, from a whole row of logits.</summary>
    public (int Id, string Text) Append(Span<float> logits) => Append(_sampler.Sample(logits, _continuedCount + GeneratedCount));

    /// <summary>The keys of its first full blocks.</summary>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<BlockKey> KeysOf(int blockCount, int blockTokens)
    {
        _keys ??= new BlockKeyChain(BlockKey.Root(YarnFactor));
        return _keys.Take(blockCount, _ids, blockTokens);
    }

    /// <summary>Goes on with blocks that are read from a file, before anything more is computed. The file is its own from now on.</summary>
    public void BeginRestoring(PrefixFile file) => Restoring = file;

    /// <summary>Nothing more comes from the file.</summary>
    public void EndRestoring()
    {
        Restoring?.Dispose();
        Restoring = null;
        if (PreemptionCount == 0)
        {
            CachedCount = ComputedCount;
        }
    }

    /// <summary>Begins to run on a prefix that is computed already, which may be empty.</summary>
    public void Start(BlockPool pool, IReadOnlyList<int> prefixBlocks)
    {
        Blocks.Adopt(pool, prefixBlocks);
        ComputedCount = prefixBlocks.Count * pool.BlockTokens;
        if (PreemptionCount == 0)
        {
            CachedCount = ComputedCount;
        }

        IsRunning = true;
    }

    /// <summary>Counts tokens as computed once their keys and values are there.</summary>
    public void Advance(int tokens) => ComputedCount += tokens;

    /// <summary>Gives its blocks up to others; its text stays, and is computed anew when it starts again.</summary>
    public void Preempt(BlockPool pool)
    {
        Release(pool);
        PreemptionCount++;
    }

    /// <summary>Gives its blocks back.</summary>
    public void Release(BlockPool pool)
    {
        Restoring?.Dispose();
        Restoring = null;
        Blocks.Release(pool);
        ComputedCount = 0;
        IsRunning = false;
    }

    /// <summary>Ends the answer at its caller's wish.</summary>
    /// <returns>Text that was held back.</returns>
    public string Cancel()
    {
        FinishReason = Scheduling.FinishReason.Cancelled;
        return _stops.Flush();
    }

    private (int Id, string Text) Append(int id)
    {
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
            // Half a character is left out: the answer may go on with the rest of it.
            return (id, match.Text + _stops.Flush());
        }

        return (id, match.Text);
    }

    private string Rest()
    {
        StopSequenceMatch last = _stops.Append(_detokenizer.Flush());
        return last.Stopped ? last.Text : last.Text + _stops.Flush();
    }
}
