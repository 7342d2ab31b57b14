using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>
/// Measures one product with Qwen2.5-7B's o_proj on all cores, for BenchmarkDotNet, which requires a public class that it
/// can inherit from. The weight may stay in a cache; the command <c>linear</c> measures the limit of the memory.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "BenchmarkDotNet calls Cleanup, once for each Setup.")]
public class KernelProducts
{
    private const int Size = 3584;

    private KernelThreads? _threads;
    private QuantizedWeight? _weight;
    private QuantizedProduct? _product;
    private float[] _x = [];
    private float[] _output = [];

    /// <summary>Bits and group size; <c>int4-128</c> has zero points, as in AWQ.</summary>
    [Params("int4-32", "int4-128", "int8-32")]
    public string Format { get; set; } = "";

    /// <summary>Rows of activations: 1 is a decode step.</summary>
    [Params(1, 64)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int bits = Format.StartsWith("int4", StringComparison.Ordinal) ? 4 : 8;
        bool hasOffsets = Format == "int4-128";
        _threads = new KernelThreads(Environment.ProcessorCount);
        _weight = RandomWeight.Create(new(Size, Size, bits, hasOffsets ? 128 : 32, hasOffsets, 1 << (bits - 1), HasHalfScales: true, ColumnOrder: null));
        _product = new QuantizedProduct(_threads);
        _x = MeasuredProduct.Activations(Rows * Size);
        _output = new float[Rows * Size];
    }

    [Benchmark]
    public void Product() => _product!.Run(_x, [_weight!], [], _output);

    [GlobalCleanup]
    public void Cleanup()
    {
        _weight?.Dispose();
        _threads?.Dispose();
    }

    /// <summary>Runs all formats and row counts and writes BenchmarkDotNet's reports.</summary>
    internal static Task<int> RunAsync(KernelSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        // Runs in this process: a child process would be built from its own project, without access to the engine's
        // internals.
        Job job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkRunner.Run<KernelProducts>(DefaultConfig.Instance.AddJob(job).WithArtifactsPath(settings.Output ?? Path.Combine(Path.GetTempPath(), "qwenwebchat-kernels")));
        return Task.FromResult(0);
    }
}
