using System.CommandLine;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>interfere</c>: measures how long a long prompt delays another user's answer.</summary>
internal static class InterfereCommand
{
    public static Command Create()
    {
        EngineOptionSet engine = new();
        Option<int> prompt = new("--prompt") { Description = "Random tokens of the first user's prompt.", DefaultValueFactory = _ => 200 };
        Option<int> intruder = new("--intruder-prompt") { Description = "Random tokens of the second user's prompt.", DefaultValueFactory = _ => 4000 };
        Option<double> after = new("--after") { Description = "Seconds from the first user's first token to the second prompt.", DefaultValueFactory = _ => 1 };
        Option<int> seed = new("--seed") { Description = "Equal seeds give equal prompts.", DefaultValueFactory = _ => 1 };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        Command command = new("interfere", "Measures the longest gap in an answer while another user's long prompt is prefilled.") { prompt, intruder, after, seed, json };
        engine.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            InterferenceSettings settings = new()
            {
                PromptTokens = parsed.GetValue(prompt),
                IntruderTokens = parsed.GetValue(intruder),
                AfterSeconds = parsed.GetValue(after),
                Seed = parsed.GetValue(seed),
            };
            settings.Validate();
            using ServedEngine served = await ServedEngine.StartAsync(parsed.GetValue(engine.Model)!, engine.Of(parsed), cancellationToken).ConfigureAwait(false);
            InterferenceFigures figures = await new Interference(served, settings, TimeProvider.System).MeasureAsync(cancellationToken).ConfigureAwait(false);
            Optimization.WarnIfOff(parsed.InvocationConfiguration.Error);
            Figures.Write(parsed.InvocationConfiguration.Output, figures, Lines(figures), parsed.GetValue(json));
        });
        return command;
    }

    private static IEnumerable<FormattableString> Lines(InterferenceFigures figures) =>
    [
        $"{figures.Model}, a prompt of {figures.Settings.IntruderTokens} tokens while an answer comes",
        $"gap before    {figures.MedianGapBefore,8:0.0} ms median, {figures.LongestGapBefore:0.0} at most",
        $"step          {figures.MedianStep,8:0.0} ms median of the {figures.StepCount} that read the prompt",
        $"gap           {figures.LongestGap,8:0.0} ms at most, {figures.LongestGapSteps:0.0} steps",
        $"first token   {figures.IntruderTimeToFirstToken,8:0.0} ms for the long prompt",
    ];
}
