using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using QwenWebChat.DemoModel.Corpus;
using QwenWebChat.DemoModel.Training;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.DemoModel.Evaluation;

/// <summary>Answers the held-out questions with a model folder, greedily, with the serving runner.</summary>
internal sealed partial class Evaluator : IDisposable
{
    private const int MaxAnswerTokens = 320;

    private readonly Checkpoint _checkpoint;
    private readonly QwenTokenizer _tokenizer;
    private readonly ModelRunner _runner;
    private readonly LoneSequence _sequence;
    private readonly CorpusGenerator _corpus;
    private readonly int[] _endTokenIds;

    public Evaluator(string folder, ulong seed)
    {
        _checkpoint = Checkpoint.Open(folder);
        _tokenizer = QwenTokenizer.Load(folder);
        _runner = ModelRunner.Load(_checkpoint, new InferenceOptions { DType = "float32" });
        _sequence = new LoneSequence(_runner);
        _corpus = new CorpusGenerator(seed);
        _endTokenIds = [.. _checkpoint.GenerationDefaults.EndTokenIds];
    }

    /// <param name="wrong">Receives every incorrect answer.</param>
    public SkillScore Score(Skill skill, Language language, int sampleCount, Action<Sample, string>? wrong) =>
        Score(skill, language, _corpus.Generate(Split.Test, skill, language).Take(sampleCount), wrong);

    /// <summary>Scores the held-out sums of two two-digit numbers.</summary>
    public SkillScore ScoreTwoDigitAddition(Language language, int sampleCount) => Score(
        Skill.Arithmetic,
        language,
        _corpus.Generate(Split.Test, Skill.Arithmetic, language).Where(sample => TwoDigitAddition().IsMatch(sample.Turns[^1].Assistant)).Take(sampleCount),
        wrong: null);

    /// <summary>Returns the model's answer to the last question of a sample.</summary>
    public string Answer(Sample sample)
    {
        List<ChatMlMessage> messages = sample.System is null ? [] : [new("system", sample.System)];
        foreach (ChatTurn turn in sample.Turns.SkipLast(1))
        {
            messages.AddRange([new("user", turn.User), new("assistant", turn.Assistant)]);
        }

        messages.Add(new("user", sample.Turns[^1].User));
        int[] prompt = _tokenizer.Encode(ChatTemplate.Qwen25.Render(messages));
        Sequence sequence = new(prompt, new SamplingParams { Temperature = 0 }, MaxAnswerTokens, _endTokenIds, _tokenizer.CreateDetokenizer());
        string answer = "";
        _sequence.Clear();
        Span<float> logits = _sequence.Run(prompt);
        while (true)
        {
            answer += sequence.Append(logits).Text;
            if (sequence.FinishReason is not null)
            {
                return answer;
            }

            logits = _sequence.Run([sequence.Ids[^1]]);
        }
    }

    /// <summary>
    /// Computes exp of the mean cross-entropy of the held-out answers' tokens, with the weight format of
    /// <paramref name="options"/>.
    /// </summary>
    public double Perplexity(int sampleCount, InferenceOptions options)
    {
        using ModelRunner runner = ModelRunner.Load(_checkpoint, options with { Device = "cpu", MaxStepTokens = 4096 });
        LoneSequence sequence = new(runner);
        double total = 0;
        long count = 0;
        foreach (Sample sample in _corpus.Generate(Split.Test).Take(sampleCount))
        {
            TrainingExample example = TrainingExample.From(sample, _tokenizer, promptWeight: 0);
            sequence.Clear();
            IStepLogits logits = sequence.RunAll(example.Ids);
            for (int i = 1; i < example.Ids.Length; i++)
            {
                if (example.Weights[i] > 0)
                {
                    total += CrossEntropy(logits.Row(i - 1), example.Ids[i]);
                    count++;
                }
            }
        }

        return Math.Exp(total / count);
    }

    private static double CrossEntropy(ReadOnlySpan<float> logits, int target)
    {
        float largest = TensorPrimitives.Max(logits);
        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        return Math.Log(sum) + largest - logits[target];
    }

    public void Dispose()
    {
        _runner.Dispose();
        _checkpoint.Dispose();
    }

    private SkillScore Score(Skill skill, Language language, IEnumerable<Sample> samples, Action<Sample, string>? wrong)
    {
        (int count, int right, int json) = (0, 0, 0);
        foreach (Sample sample in samples)
        {
            string answer = Answer(sample);
            AnswerCheck check = AnswerCheck.Of(sample, answer);
            count++;
            right += check.IsRight ? 1 : 0;
            json += check.IsValidJson ? 1 : 0;
            if (!check.IsRight)
            {
                wrong?.Invoke(sample, answer);
            }
        }

        return new SkillScore(skill, language, count, right, json);
    }

    [GeneratedRegex(@"^\d\d \+ \d\d\b")]
    private static partial Regex TwoDigitAddition();
}
