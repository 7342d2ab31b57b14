using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Tests.Tokenization;

namespace QwenWebChat.Tests.Scheduling;

/// <summary>Greedy sequences over a vocabulary of bytes; the tokenizer is only there because a sequence makes text.</summary>
internal static class SequenceFactory
{
    public const int VocabularySize = 40;
    public const int EndToken = 0;

    private static readonly QwenTokenizer Tokenizer = Load();

    public static Sequence Create(
        IReadOnlyList<int> prompt,
        int maxNewTokens = 4,
        string user = "a",
        RequestPriority priority = RequestPriority.Interactive,
        int yarnFactor = 1,
        string? salt = null,
        bool isScored = false,
        string work = "") =>
        new(prompt, new SamplingParams { Temperature = 0 }, maxNewTokens, [EndToken], Tokenizer.CreateDetokenizer())
        {
            Owner = new RequestOwner(user, work),
            Priority = priority,
            YarnFactor = yarnFactor,
            CacheSalt = salt,
            Scores = isScored ? new PromptScores(0) : null,
        };

    /// <summary>A prompt that shares nothing with one of another seed.</summary>
    public static int[] Prompt(int count, int seed = 0) =>
        [.. Enumerable.Range(0, count).Select(position => 1 + (((position * 7) + (seed * 13) + (position / 5)) % (VocabularySize - 1)))];

    public static void Append(Sequence sequence, int id)
    {
        Span<float> logits = stackalloc float[VocabularySize];
        logits[id] = 1;
        sequence.Append(logits);
    }

    private static QwenTokenizer Load()
    {
        using SmallTokenizer files = new();
        return files.Load();
    }
}
