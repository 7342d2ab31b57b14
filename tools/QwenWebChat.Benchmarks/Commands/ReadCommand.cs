using System.CommandLine;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>read</c>: measures time and memory for extracting the text of a document.</summary>
internal static class ReadCommand
{
    public static Command Create()
    {
        Option<string> file = new("--file") { Description = "The document.", HelpName = "PATH", Required = true };
        Option<int> times = new("--times") { Description = "Number of readings.", DefaultValueFactory = _ => 3 };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        Command command = new("read", "Measures time and memory of reading a document's text.") { file, times, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            int runs = parsed.GetValue(times);
            Require.That(runs is >= 1 and <= 1_000, "--times", runs, "1 to 1000");
            ReadingFigures figures = await ReadingBenchmark.RunAsync(parsed.GetValue(file)!, runs, cancellationToken).ConfigureAwait(false);
            Optimization.WarnIfOff(parsed.InvocationConfiguration.Error);
            Figures.Write(parsed.InvocationConfiguration.Output, figures, Lines(figures), parsed.GetValue(json));
        });
        return command;
    }

    private static IEnumerable<FormattableString> Lines(ReadingFigures figures)
    {
        yield return $"{figures.Format}, {figures.Bytes:N0} bytes: {figures.Pages:N0} pages, {figures.Characters:N0} characters in {figures.Parts:N0} parts";
        yield return $"first {figures.FirstSeconds:0.00} s ({figures.FirstProcessorSeconds:0.00} s of the processor), best of {figures.Times} {figures.BestSeconds:0.000} s, of a warm reader {figures.ReaderSeconds:0.000} s, at most {figures.PeakBytes / 1e6:0} MB";
    }
}
