using QwenWebChat.Benchmarks;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Benchmarks;

/// <summary>What the command line refuses: one line, exit code 2, and nothing written.</summary>
public sealed class BenchmarksProgramTests
{
    private const int BadInput = 2;

    [Theory]
    [InlineData("3b", "bf16", "--shape is '3b'; it must be one of 7b, 1.5b, 0.5b.")]
    [InlineData("7b", "int4", "--format is 'int4'; it must be one of bf16, awq, gptq, gguf-q4_0.")]
    public async Task Synthesize_UnknownName_IsRefused(string shape, string format, string message)
    {
        using TemporaryFolder folder = new();

        (int exitCode, string[] errors) = await RunAsync("synthesize", "--shape", shape, "--format", format, "--out", folder.At("out"));

        Assert.Equal(BadInput, exitCode);
        Assert.Equal([message], errors);
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

        (int exitCode, string[] errors) = await RunAsync("generate", "--model", folder.At("none"), option, value);

        Assert.Equal(BadInput, exitCode);
        Assert.Equal([message], errors);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("none.gguf")]
    public async Task Generate_MissingModel_IsNamed(string name)
    {
        using TemporaryFolder folder = new();

        (int exitCode, string[] errors) = await RunAsync("generate", "--model", folder.At(name));

        Assert.Equal(BadInput, exitCode);
        string error = Assert.Single(errors);
        Assert.StartsWith($"{folder.At(name)}: found no such ", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string[] Errors)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await BenchmarksProgram.RunAsync(arguments, output, error);
        Assert.Equal("", output.ToString());
        return (exitCode, error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
