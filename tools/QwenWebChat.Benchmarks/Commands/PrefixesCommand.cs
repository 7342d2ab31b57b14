using System.CommandLine;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>
/// Command <c>prefixes</c>: measures the time to first token for a document without a cache, from memory, and from disk
/// after a restart.
/// </summary>
internal static class PrefixesCommand
{
    public static Command Create()
    {
        EngineOptionSet engine = new();
        Option<int> prompt = new("--prompt") { Description = "Random tokens of the document.", DefaultValueFactory = _ => 2000 };
        Option<int> question = new("--question") { Description = "Random tokens of each question about it.", DefaultValueFactory = _ => 16 };
        Option<int> seed = new("--seed") { Description = "Equal seeds give equal prompts.", DefaultValueFactory = _ => 1 };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        Command command = new("prefixes", "Measures the time to first token for a document that is new, in memory, and on disk.") { prompt, question, seed, json };
        engine.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            PrefixReuse reuse = new(parsed.GetValue(engine.Model)!, engine.Of(parsed), parsed.GetValue(prompt), parsed.GetValue(question), parsed.GetValue(seed));
            PrefixFigures figures = await reuse.MeasureAsync(cancellationToken).ConfigureAwait(false);
            Optimization.WarnIfOff(parsed.InvocationConfiguration.Error);
            Figures.Write(parsed.InvocationConfiguration.Output, figures, Lines(figures), parsed.GetValue(json));
        });
        return command;
    }

    private static IEnumerable<FormattableString> Lines(PrefixFigures figures) =>
    [
        $"{figures.Model}, a document of {figures.DocumentTokens} tokens, keys and values {figures.KvFormat}",
        $"new           {figures.Cold,8:0} ms to the first token",
        $"in memory     {figures.FromMemory,8:0} ms, {figures.FromMemory / figures.Cold:0.0%}, {figures.MemoryTokens} tokens not read again",
        $"on disk       {figures.FromDisk,8:0} ms, {figures.FromDisk / figures.Cold:0.0%}, {figures.DiskTokens} tokens not read again",
        $"file          {figures.FileBytes / 1e6,8:0.0} MB, kept {figures.Keeping:0} ms after the answer's end",
    ];
}
