using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Benchmarks;

/// <summary>What the command line refuses: one line, exit code 2, and nothing written.</summary>
public sealed class BenchmarksProgramTests
{
    [Theory]
    [InlineData("3b", "bf16", "--shape is '3b'; it must be one of 7b, 1.5b, 0.5b.")]
    [InlineData("7b", "int4", "--format is 'int4'; it must be one of bf16, awq, gptq, gguf-q4_0.")]
    public async Task Synthesize_UnknownName_IsRefused(string shape, string format, string message)
    {
        using TemporaryFolder folder = new();

        await CommandRun.Benchmarks.IsRefusedAsync(message, "synthesize", "--shape", shape, "--format", format, "--out", folder.At("out"));

        Assert.False(Directory.Exists(folder.At("out")));
    }

    [Theory]
    [InlineData("--batch", "65", "--batch is 65; it must be 1 to 64.")]
    [InlineData("--batch", "0", "--batch is 0; it must be 1 to 64.")]
    [InlineData("--prompt", "0", "--prompt is 0; it must be at least 1.")]
    [InlineData("--new", "0", "--new is 0; it must be at least 1.")]
    [InlineData("--quantize", "int2", "Quantize is 'int2'; it must be none, int8 or int4.")]
    public async Task Generate_BadSetting_IsRefusedBeforeTheModelIsOpened(string option, string value, string message)
    {
        using TemporaryFolder folder = new();

        await CommandRun.Benchmarks.IsRefusedAsync(message, "generate", "--model", folder.At("none"), option, value);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("none.gguf")]
    public async Task Generate_MissingModel_IsNamed(string name)
    {
        using TemporaryFolder folder = new();

        (int exitCode, string output, string[] errors) = await CommandRun.Benchmarks.RunAsync("generate", "--model", folder.At(name));

        Assert.Equal((CommandRun.BadInput, ""), (exitCode, output));
        string error = Assert.Single(errors);
        Assert.StartsWith($"{folder.At(name)}: found no such ", error, StringComparison.Ordinal);
    }
}
