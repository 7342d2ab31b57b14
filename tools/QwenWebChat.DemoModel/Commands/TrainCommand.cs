using System.CommandLine;
using QwenWebChat.DemoModel.Training;
using TorchSharp;

namespace QwenWebChat.DemoModel.Commands;

/// <summary>Command <c>train</c>: trains the folder's model, or resumes its training.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        TrainingOptions defaults = new();
        Option<string> folder = FolderOption.Create();
        Option<ulong> seed = FolderOption.Seed();
        Option<int> steps = new("--steps") { Description = "Total number of steps.", DefaultValueFactory = _ => defaults.StepCount };
        Option<int> passes = new("--step-passes") { Description = "Forward passes of a step, each of about a thousand tokens.", DefaultValueFactory = _ => defaults.StepPasses };
        Option<double> rate = new("--learning-rate") { Description = "The peak learning rate.", DefaultValueFactory = _ => defaults.LearningRate };
        Command command = new("train", "Trains the model; the same command resumes an interrupted training.") { folder, seed, steps, passes, rate };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                TrainingOptions options = defaults with
                {
                    Seed = parsed.GetValue(seed),
                    StepCount = parsed.GetValue(steps),
                    StepPasses = parsed.GetValue(passes),
                    LearningRate = parsed.GetValue(rate),
                };
                using Trainer trainer = Trainer.Open(parsed.GetValue(folder)!, options, torch.cuda.is_available() ? torch.CUDA : torch.CPU);
                trainer.Run(new ConsoleProgress(), cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private sealed class ConsoleProgress : IProgress<StepReport>
    {
        private const int EverySteps = 10;

        public void Report(StepReport value)
        {
            if (value.Step % EverySteps == 0 || value.Step == value.StepCount)
            {
                TimeSpan left = TimeSpan.FromSeconds((value.StepCount - value.Step) * value.SecondsPerStep);
                Console.WriteLine(
                    $"step {value.Step:N0} of {value.StepCount:N0}  answer loss {value.AnswerLoss:0.000}  gradient {value.GradientNorm:0.00}  rate {value.LearningRate:0.00000}  {value.TokensPerSecond:N0} tok/s  {left:h\\:mm\\:ss} left");
            }
        }
    }
}
