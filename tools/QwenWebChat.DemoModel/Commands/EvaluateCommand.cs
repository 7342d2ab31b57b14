using System.CommandLine;
using System.Globalization;
using QwenWebChat.DemoModel.Corpus;
using QwenWebChat.DemoModel.Evaluation;
using TorchSharp;

namespace QwenWebChat.DemoModel.Commands;

/// <summary><c>evaluate</c>: the held-out figures, as a table and as Markdown for the model card.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        Option<string> folder = new("--folder")
        {
            Description = "The model folder to evaluate.",
            HelpName = "PATH",
            DefaultValueFactory = _ => Path.Combine("QwenWebChat.App", "DemoModel"),
        };
        Option<ulong> seed = FolderOption.Seed();
        Option<int> count = new("--count") { Description = "Held-out samples a skill and language.", DefaultValueFactory = _ => 100 };
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

            double perplexity = evaluator.Perplexity(parsed.GetValue(count) * 4, torch.ScalarType.BFloat16);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"perplexity of held-out answers, bfloat16: {perplexity:0.0000}"));
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
