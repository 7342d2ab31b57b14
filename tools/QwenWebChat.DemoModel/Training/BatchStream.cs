using QwenWebChat.DemoModel.Corpus;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.DemoModel.Training;

/// <summary>
/// Splits the endless corpus into steps: examples wait in buckets of similar length until they fill a pass, so there is
/// little padding. The order depends only on the seed, so that a resumed run continues with the same batches.
/// </summary>
internal sealed class BatchStream(TrainingOptions options, QwenTokenizer tokenizer)
{
    private static readonly int[] BucketLengths = [64, 96, 128, 160, 192, 256, 320, 384, 512, 640, 768, 1024];

    /// <summary>
    /// Joins a share of the samples with the previous one in their language, because people ask about several topics in one
    /// chat.
    /// </summary>
    internal IEnumerable<Sample> Conversations(IEnumerable<Sample> samples)
    {
        Random random = new((int)(uint)options.Seed);
        Dictionary<Language, Sample> held = [];
        foreach (Sample sample in samples)
        {
            if (held.Remove(sample.Language, out Sample? first))
            {
                yield return sample with { Turns = [.. first.Turns, .. sample.Turns] };
            }
            else if (random.NextDouble() < options.JoinedShare)
            {
                held[sample.Language] = sample;
            }
            else
            {
                yield return sample;
            }
        }
    }

    /// <summary>Returns the passes of each step, from the first one.</summary>
    public IEnumerable<IReadOnlyList<PassBatch>> Steps()
    {
        List<TrainingExample>[] buckets = [.. BucketLengths.Select(_ => new List<TrainingExample>())];
        List<PassBatch> step = [];
        foreach (Sample sample in Conversations(new CorpusGenerator(options.Seed).Generate(Split.Train)))
        {
            TrainingExample example = TrainingExample.From(sample, tokenizer, options.PromptWeight);
            int bucket = Array.FindIndex(BucketLengths, length => example.Ids.Length <= length);
            if (bucket < 0 || example.Ids.Length > options.MaxSampleTokens)
            {
                continue;
            }

            buckets[bucket].Add(example);
            if (buckets[bucket].Count < Math.Max(1, options.PassTokens / BucketLengths[bucket]))
            {
                continue;
            }

            step.Add(new PassBatch([.. buckets[bucket]]));
            buckets[bucket].Clear();
            if (step.Count == options.StepPasses)
            {
                yield return step;
                step = [];
            }
        }
    }
}
