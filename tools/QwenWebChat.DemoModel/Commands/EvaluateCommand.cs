using System.CommandLine;
using System.Globalization;
using QwenWebChat.DemoModel.Corpus;
using QwenWebChat.DemoModel.Evaluation;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.DemoModel.Commands;

/// <summary>
/// Command <c>evaluate</c>: prints the results on held-out samples, as a table and as Markdown for the model GPU.
/// </summary>
internal static class EvaluateCommand
{
    private static readonly (string Name, InferenceOptions Options)[] Formats =
    [
        ("bfloat16", new() { DType = "bfloat16" }),
        ("int8, groups of 32", new() { Quantize = "int8" }),
        ("int4, groups of 32", new() { Quantize = "int4", GroupSize = 32 }),
        ("int4, groups of 128", new() { Quantize = "int4", GroupSize = 128 }),
    ];

    public static Command Create()
    {
        Option<string> folder = new("--folder")
        {
            Description = "The model folder to evaluate.",
            HelpName = "PATH",
            DefaultValueFactory = _ => Path.Combine("QwenWebChat.App", "DemoModel"),
        };
        Option<ulong> seed = FolderOption.Seed();
        Option<int> count = new("--count") { Description = "Held-out samples for each skill and language.", DefaultValueFactory = _ => 100 };
        Option<bool> show = new("--show-wrong") { Description = "Also show the wrong answers." };
        Command command = new("evaluate", "Scores the model on the held-out split.") { folder, seed, count, show };
        command.SetAction(parsed =>
        {
            using Evaluator evaluator = new(parsed.GetValue(folder)!, parsed.GetValue(seed));
            Action<Sample, string>? wrong = parsed.GetValue(show) ? ShowWrong : null;
            Console.WriteLine("| skill | language | held-out samples | right |");
            Console.WriteLine("| --- | --- | --- | --- |");
            foreach (Skill skill in Enum.GetValues<Skill>())
            {
                foreach (Language language in Enum.GetValues<Language>())
                {
                    Write($"{skill}", evaluator.Score(skill, language, parsed.GetValue(count), wrong));
                    if (skill == Skill.Arithmetic)
                    {
                        Write("two-digit addition", evaluator.ScoreTwoDigitAddition(language, parsed.GetValue(count)));
                    }
                }
            }

            Console.WriteLine();
            Console.WriteLine("| weights | perplexity of held-out answers | beside bfloat16 |");
            Console.WriteLine("| --- | --- | --- |");
            double reference = double.NaN;
            foreach ((string name, InferenceOptions options) in Formats)
            {
                double perplexity = evaluator.Perplexity(parsed.GetValue(count) * 4, options);
                reference = double.IsNaN(reference) ? perplexity : reference;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {perplexity:0.0000} | {Math.Round((perplexity / reference) - 1, 4):+0.00%;-0.00%;0.00%} |"));
            }
        });
        return command;
    }

    private static void Write(string name, SkillScore score)
    {
        string json = score.Skill == Skill.JsonExtraction ? $" ({Percent(score.ValidJsonCount, score.SampleCount)} valid JSON)" : "";
        Console.WriteLine($"| {name} | {score.Language} | {score.SampleCount} | {Percent(score.RightCount, score.SampleCount)}{json} |");
    }

    private static string Percent(int part, int whole) => (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static void ShowWrong(Sample sample, string answer)
    {
        Console.WriteLine($"  asked:    {sample.Turns[^1].User.ReplaceLineEndings(" ")}");
        Console.WriteLine($"  expected: {sample.Turns[^1].Assistant.ReplaceLineEndings(" ")}");
        Console.WriteLine($"  answered: {answer.ReplaceLineEndings(" ")}");
    }
}
