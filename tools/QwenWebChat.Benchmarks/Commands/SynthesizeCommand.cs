using System.CommandLine;
using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>synthesize</c>: writes a checkpoint with Qwen2.5's shapes and random weights.</summary>
internal static class SynthesizeCommand
{
    public static Command Create()
    {
        Option<string> shape = new("--shape") { Description = "7b, 1.5b or 0.5b.", Required = true };
        Option<string> format = new("--format") { Description = "bf16, awq, gptq or gguf-q4_0.", Required = true };
        Option<string> output = new("--out") { Description = "The folder to write.", HelpName = "DIR", Required = true };
        Option<int?> layers = new("--layers") { Description = "Layers to write instead of all." };
        Option<string?> tokenizer = new("--tokenizer") { Description = "A folder with the tokenizer to copy. Default: one token for each byte.", HelpName = "DIR" };
        Command command = new("synthesize", "Writes a checkpoint of random weights.") { shape, format, output, layers, tokenizer };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                (string shapeName, string formatName) = (parsed.GetValue(shape)!, parsed.GetValue(format)!);
                WeightFormat weightFormat = WeightFormats.Named(formatName);
                Qwen2Config config = QwenShapes.Named(shapeName, parsed.GetValue(layers));
                TokenizerContents contents = parsed.GetValue(tokenizer) is { } folder
                    ? SyntheticTokenizer.Load(folder, config.VocabularySize)
                    : SyntheticTokenizer.Bytes(config.VocabularySize);
                InvocationConfiguration streams = parsed.InvocationConfiguration;
                string path = CheckpointSynthesis.Write(
                    config, weightFormat, contents, parsed.GetValue(output)!, $"random-{shapeName}-{formatName}", streams.Error, cancellationToken);
                streams.Output.WriteLine($"{BytesOf(path):N0} bytes in {path}");
            },
            cancellationToken));
        return command;
    }

    private static long BytesOf(string path) =>
        File.Exists(path) ? new FileInfo(path).Length : new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length);
}
