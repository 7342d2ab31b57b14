using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>generate</c>: measures the speed of a model, with the machine's read bandwidth.</summary>
internal static class GenerateCommand
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "A model folder or a .gguf file.", HelpName = "PATH", Required = true };
        Option<int> prompt = new("--prompt") { Description = "Random tokens of the prompt.", DefaultValueFactory = _ => 256 };
        Option<int> newTokens = new("--new") { Description = "Tokens to generate.", DefaultValueFactory = _ => 32 };
        Option<int> batch = new("--batch") { Description = "Number of sequences in the batch.", DefaultValueFactory = _ => 1 };
        Option<int> chunk = new("--chunk") { Description = "Prompt tokens of a step.", DefaultValueFactory = _ => 256 };
        Option<string> kvCache = new("--kv-cache") { Description = "float32, bfloat16, int8 or auto.", DefaultValueFactory = _ => "auto" };
        Option<int> threadCount = ThreadsOption.Create();
        Option<string> quantize = new("--quantize") { Description = "none, int8 or int4, for float weights.", DefaultValueFactory = _ => "none" };
        Option<bool> cache = new("--cache") { Description = "Store quantized weights beside the model, and load them from there the next time." };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        Command command = new("generate", "Measures tokens per second, memory, and the share of the read bandwidth.") { model, prompt, newTokens, batch, chunk, threadCount, quantize, kvCache, cache, json };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                GenerationSettings settings = new(parsed.GetValue(prompt), parsed.GetValue(newTokens), parsed.GetValue(threadCount), parsed.GetValue(quantize)!)
                {
                    BatchCount = parsed.GetValue(batch),
                    ChunkTokens = parsed.GetValue(chunk),
                    KvCache = parsed.GetValue(kvCache)!,
                    Cache = parsed.GetValue(cache),
                };
                GenerationFigures figures = WithBandwidth(GenerationBenchmark.Measure(parsed.GetValue(model)!, settings, cancellationToken));
                Optimization.WarnIfOff(parsed.InvocationConfiguration.Error);
                Write(parsed.InvocationConfiguration.Output, figures, parsed.GetValue(json));
            },
            cancellationToken));
        return command;
    }

    internal static void Write(TextWriter output, GenerationFigures figures, bool isJson)
    {
        if (isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(figures, Format));
            return;
        }

        IEnumerable<FormattableString> lines =
        [
            $"{figures.Model}, {figures.Format} on {figures.Device}, {figures.Threads} threads",
            $"load     {figures.LoadSeconds,8:0.0} s{(figures.CacheNote is { } note ? $", {note}" : "")}",
            $"prefill  {figures.PrefillTokensPerSecond,8:0.0} tok/s over {figures.PromptTokens} tokens",
            $"decode   {figures.DecodeTokensPerSecond,8:0.0} tok/s over {figures.NewTokens} tokens{(figures.BatchCount > 1 ? $" of {figures.BatchCount} sequences" : "")}",
            $"weights  {figures.WeightBytes / 1e9,8:0.00} GB, {figures.WeightBytesPerToken / 1e9:0.00} GB read a token",
            $"memory   {figures.PeakResidentBytes / 1e9,8:0.00} GB at most",
            $"reading  {figures.DecodeBytesPerSecond / 1e9,8:0.0} GB/s of weights",
        ];
        foreach (FormattableString line in lines)
        {
            output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        }

        if (figures.ReadBytesPerSecond is { } most)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"         {figures.BandwidthShare,8:P0} of the {most / 1e9:0.0} GB/s that its cores read"));
        }
    }

    // Measures after the model is freed: the measurement's own memory would count as the model's.
    private static GenerationFigures WithBandwidth(GenerationFigures figures)
    {
        if (figures.Device != "CPU")
        {
            return figures;
        }

        using KernelThreads threads = new(figures.Threads);
        return figures with { ReadBytesPerSecond = ReadBandwidth.Measure(threads) };
    }
}
