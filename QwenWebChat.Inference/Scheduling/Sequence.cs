using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Scheduling;

/// <summary>A prompt and its growing answer, with the conditions that end it.</summary>
internal sealed class Sequence
{
    private readonly List<int> _ids;
    private readonly Sampler _sampler;
    private readonly StreamingDetokenizer _detokenizer;
    private readonly StopSequenceMatcher _stops;
    private readonly SamplingParams _sampling;
    private readonly IReadOnlyCollection<int> _endTokenIds;
    private readonly int[] _endingIds;
    private readonly int _continuedCount;
    private readonly DraftLength _draftLength = new();
    private BlockKeyChain? _keys;
    private PromptLookup? _lookup;

    /// <param name="maxNewTokens">The caller's limit or the room left in the context, whichever is less.</param>
    /// <param name="endTokenIds">The ids that end the model's answer.</param>
    /// <param name="continuedCount">The number of the prompt's last ids that belong to an answer to be continued.</param>
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
            // Its text is known; an incomplete character at its end is completed by the next tokens.
            _sampler.Remember(id);
            _detokenizer.Append(id);
        }

        _stops = new StopSequenceMatcher(sampling.Stop);
        _sampling = sampling;
        _endTokenIds = sampling.IgnoreEndTokens ? [] : endTokenIds;
        _endingIds = [.. _endTokenIds.Union(sampling.StopTokenIds)];
        PromptCount = promptIds.Count;
        MaxNewTokens = maxNewTokens;
    }

    /// <summary>The ids of prompt and answer.</summary>
    public IReadOnlyList<int> Ids => _ids;

    public int PromptCount { get; }

    public int MaxNewTokens { get; }

    public int GeneratedCount => _ids.Count - PromptCount;

    /// <summary>The grammar of the answer with its state after the continued part; null for free text.</summary>
    public GrammarMatcher? Grammar { get; init; }

    /// <summary>The log-probabilities of the prompt's tokens as far as they are computed; null if they are not wanted.</summary>
    public PromptScores? Scores { get; init; }

    /// <summary>The number of prompt tokens that have a score, the first included; 0 if none is wanted.</summary>
    public int ScoredCount => Scores?.Tokens.Count ?? 0;

    /// <summary>True while prompt tokens wait for their score: all of the prompt must be computed, a bounded part in each step.</summary>
    public bool IsScoring => Scores is not null && ScoredCount < PromptCount;

    /// <summary>The owner of its request.</summary>
    public RequestOwner Owner { get; init; } = RequestOwner.Unknown;

    public RequestPriority Priority { get; init; }

    /// <summary>The YaRN factor; 1 is plain RoPE. Keys computed with another factor cannot be reused.</summary>
    public int YarnFactor { get; init; } = 1;

    /// <summary>The salt of its request; blocks are shared only with sequences of the same salt. Null for none.</summary>
    public string? CacheSalt { get; init; }

    /// <summary>The key before its first block.</summary>
    public BlockKey PrefixRoot => BlockKey.Root(YarnFactor, CommonPrefix?.Salt ?? CacheSalt);

    /// <summary>The first tokens whose blocks are shared with sequences of another salt than <see cref="CacheSalt"/>; null for none.</summary>
    public (int Tokens, string Salt)? CommonPrefix { get; init; }

    /// <summary>The blocks of its keys and values; empty while it waits.</summary>
    public BlockTable Blocks { get; } = new();

    /// <summary>The number of tokens whose keys and values are in its blocks.</summary>
    public int ComputedCount { get; private set; }

    /// <summary>The number of tokens that must be computed before the next one can be sampled.</summary>
    public int RemainingCount => _ids.Count - ComputedCount;

    /// <summary>The number of prompt tokens found in the prefix cache, in memory or on disk, when it first started.</summary>
    public int CachedCount { get; private set; }

    /// <summary>The number of drafted tokens that were generated.</summary>
    public int AcceptedCount { get; private set; }

    /// <summary>The file from which its next blocks are read; null if they are computed.</summary>
    public PrefixFile? Restoring { get; private set; }

    /// <summary>The number of times that it was preempted.</summary>
    public int PreemptionCount { get; private set; }

    /// <summary>True if the sequence is running.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>The arrival number, which the scheduler assigns.</summary>
    public long Arrival { get; set; }

    /// <summary>The priority class, 0 the highest, reduced by promotions while it waited.</summary>
    public int PriorityClass { get; set; }

    /// <summary>The reason of its end; null while the answer continues.</summary>
    public FinishReason? FinishReason { get; private set; }

    /// <summary>The stop string that ended the answer; null if something else did.</summary>
    public string? StopString { get; private set; }

    /// <summary>The id of <see cref="SamplingParams.StopTokenIds"/> that ended the answer; null if something else did.</summary>
    public int? StopTokenId { get; private set; }

    private bool MustContinue => GeneratedCount < _sampling.MinTokens;

    private IReadOnlyCollection<int> ExcludedIds => MustContinue ? _endingIds : [];

    /// <summary>Samples the next token from a step's row of logits and checks whether it is the last.</summary>
    /// <returns>The token and the text that it completes, which may be empty.</returns>
    public (int Id, string Text) Append(IStepLogits logits, int row) =>
        Append(_sampler.Sample(logits, row, _continuedCount + GeneratedCount, Grammar?.Mask(), ExcludedIds));

    /// <summary>Samples the next token from a whole row of logits and checks whether it is the last.</summary>
    public (int Id, string Text) Append(Span<float> logits) =>
        Append(_sampler.Sample(logits, _continuedCount + GeneratedCount, Grammar?.Mask(), ExcludedIds));

    /// <summary>Appends the next token that the grammar leaves no choice about, without a step of the model.</summary>
    /// <returns>The token and its text; null if there is none.</returns>
    public (int Id, string Text)? AppendForced()
    {
        if (FinishReason is not null || Grammar?.TakeForced() is not { } id)
        {
            return null;
        }

        _sampler.Remember(id);
        return Append(id);
    }

    /// <summary>Drafts the next tokens, which the next step verifies.</summary>
    /// <param name="maxTokens">The maximum number of tokens, at least 1.</param>
    /// <param name="stepTokens">The number of tokens that the step computes without the draft.</param>
    /// <param name="costs">The times by which a draft pays or not; null to draft all that can be copied.</param>
    /// <returns>The drafted tokens; empty if there is nothing to copy, or a draft would not pay.</returns>
    public int[] Draft(int maxTokens, int stepTokens, StepCosts? costs)
    {
        // The last token that may be generated is sampled, not drafted.
        int max = Math.Min(maxTokens, MaxNewTokens - GeneratedCount - 1);
        _lookup ??= new PromptLookup(_ids);
        ReadOnlySpan<int> proposed = max > 0 ? _lookup.Propose(max) : [];
        return proposed[..(costs is null ? proposed.Length : _draftLength.At(GeneratedCount, proposed.Length, stepTokens, costs, _lookup.IsWeak))].ToArray();
    }

    /// <summary>Records how many tokens of a draft were generated indeed: their keys and values are in its blocks.</summary>
    public void Verified(int draftedCount, int acceptedCount)
    {
        _draftLength.Learn(draftedCount, acceptedCount, _lookup is { IsWeak: true });
        AcceptedCount += acceptedCount;
        Advance(acceptedCount);
    }

    /// <summary>Returns the keys of its first full blocks.</summary>
    /// <returns>The keys, valid until the next call.</returns>
    public ReadOnlySpan<BlockKey> KeysOf(int blockCount, int blockTokens)
    {
        _keys ??= new BlockKeyChain(PrefixRoot, CommonPrefix is { } common ? (common.Tokens / blockTokens, CacheSalt ?? "") : null);
        return _keys.Take(blockCount, _ids, blockTokens);
    }

    /// <summary>
    /// Begins to restore blocks from a file before further tokens are computed. The sequence takes ownership of the
    /// file.
    /// </summary>
    public void BeginRestoring(PrefixFile file) => Restoring = file;

    /// <summary>Ends the restore and closes the file.</summary>
    public void EndRestoring()
    {
        Restoring?.Dispose();
        Restoring = null;
        if (PreemptionCount == 0)
        {
            CachedCount = ComputedCount;
        }
    }

    /// <summary>Starts on a computed prefix, which may be empty.</summary>
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

    /// <summary>Releases its blocks to other sequences; its text stays, and is computed again when it restarts.</summary>
    public void Preempt(BlockPool pool)
    {
        Release(pool);
        PreemptionCount++;
    }

    /// <summary>Releases its blocks.</summary>
    public void Release(BlockPool pool)
    {
        Restoring?.Dispose();
        Restoring = null;
        Blocks.Release(pool);
        ComputedCount = 0;
        IsRunning = false;
    }

    /// <summary>Ends the answer on the caller's request.</summary>
    /// <returns>The text held back until now.</returns>
    public string Cancel()
    {
        FinishReason = Metrics.FinishReason.Abort;
        return _stops.Flush();
    }

    private (int Id, string Text) Append(int id)
    {
        bool mayStop = !MustContinue;
        _ids.Add(id);
        Grammar?.Accept(id);
        // An end token is sampled too early only if nothing else is possible: the answer ends there.
        bool isEnd = _endTokenIds.Contains(id);
        if (isEnd || (mayStop && _sampling.StopTokenIds.Contains(id)))
        {
            FinishReason = Metrics.FinishReason.Stop;
            StopTokenId = isEnd ? null : id;
            return (id, Rest(mayStop));
        }

        StopSequenceMatch match = _stops.Append(_detokenizer.Append(id), mayStop);
        if (match.StopString is not null)
        {
            FinishReason = Metrics.FinishReason.Stop;
            StopString = match.StopString;
            return (id, match.Text);
        }

        if (Grammar is { IsFinished: true })
        {
            FinishReason = Metrics.FinishReason.Stop;
            return (id, match.Text + Rest(mayStop));
        }

        if (GeneratedCount >= MaxNewTokens)
        {
            FinishReason = Metrics.FinishReason.Length;
            // An incomplete character is left out: the answer may continue with the rest of it.
            return (id, match.Text + _stops.Flush());
        }

        return (id, match.Text);
    }

    private string Rest(bool mayStop)
    {
        StopSequenceMatch last = _stops.Append(_detokenizer.Flush(), mayStop);
        StopString = last.StopString;
        return last.Text + _stops.Flush();
    }
}
