using System.CommandLine;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>memory</c>: compares the engine's memory account with the memory of the process.</summary>
internal static class MemoryCommand
{
    public static Command Create()
    {
        EngineOptionSet engine = new();
        Option<int> prompt = new("--prompt") { Description = "Random tokens of the prompt.", DefaultValueFactory = _ => 2000 };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        Command command = new("memory", "Compares the engine's memory account with the memory of the process.") { prompt, json };
        engine.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            MemoryCheck check = new(parsed.GetValue(engine.Model)!, engine.Of(parsed), parsed.GetValue(prompt));
            MemoryFigures figures = await check.MeasureAsync(cancellationToken).ConfigureAwait(false);
            Figures.Write(parsed.InvocationConfiguration.Output, figures, Lines(figures), parsed.GetValue(json));
        });
        return command;
    }

    private static IEnumerable<FormattableString> Lines(MemoryFigures figures) =>
    [
        $"{figures.Model}",
        $"weights       {figures.WeightBytes / 1e6,8:0.0} MB",
        $"KV cache      {figures.KvBytes / 1e6,8:0.0} MB written once",
        $"activations   {figures.ActivationBytes / 1e6,8:0.0} MB",
        $"managed heap  {figures.ManagedBytes / 1e6,8:0.0} MB more than before",
        $"together      {figures.AccountedBytes / 1e6,8:0.0} MB",
        $"process       {figures.GrownBytes / 1e6,8:0.0} MB more than before; the account lacks {figures.MissingShare:0.0%}",
    ];
}
