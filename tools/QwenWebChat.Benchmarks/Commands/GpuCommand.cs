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
        Command command = new("gpu", "What a card can do, its operators against float32, and a model on it, beside the floors.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                GpuSettings settings = options.Of(parsed);
                settings.Validate();
                InvocationConfiguration streams = parsed.InvocationConfiguration;
                MeasuredCard card = MeasuredCard.Choose(CardSearch.Detect(), settings.IsPlayed);
                Optimization.WarnIfOff(streams.Error);
                return new GpuRun(card, settings, streams.Output, streams.Error).Run(cancellationToken);
            },
            cancellationToken));
        return command;
    }
}
