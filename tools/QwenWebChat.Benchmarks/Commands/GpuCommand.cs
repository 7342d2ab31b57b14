using System.CommandLine;
using QwenWebChat.Benchmarks.Gpu;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch.Devices;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>gpu</c>: runs all GPU measurements in one run.</summary>
internal static class GpuCommand
{
    public static Command Create()
    {
        GpuOptionSet options = new();
        Command command = new("gpu", "Measures a GPU's peak rates, the error and speed of its operators, and a model on it, with the theoretical limits.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                GpuSettings settings = options.Of(parsed);
                settings.Validate();
                InvocationConfiguration streams = parsed.InvocationConfiguration;
                MeasuredCard card = MeasuredCard.Choose(CardSearch.Detect(), settings.RunsOnCpu);
                Optimization.WarnIfOff(streams.Error);
                return new GpuRun(card, settings, streams.Output, streams.Error).Run(cancellationToken);
            },
            cancellationToken));
        return command;
    }
}
