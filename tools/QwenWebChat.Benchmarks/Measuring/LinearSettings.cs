using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a measurement of all product kernels.</summary>
internal sealed record LinearSettings(
    [Option("--rows", "Rows of activations, in addition to a single row.", Min = 1)] int Rows = 256,
    [Option("--threads", "Threads, the main one included. Default: one for each core.", Min = 1)] int? Threads = null,
    [Option("--kernel", "Measures only the kernels with this name, such as AVX2.")] string? Kernel = null) : CommandSettings
{
    public override void Validate()
    {
        string[] kernels = [.. PanelKernel.Supported.Select(kernel => kernel.Name).Union(FloatPanelKernel.Supported.Select(kernel => kernel.Name)), LinearBenchmark.Torch];
        Require.That(Kernel is null || kernels.Contains(Kernel), "--kernel", $"'{Kernel}'", $"one of {string.Join(", ", kernels)}");
    }
}
