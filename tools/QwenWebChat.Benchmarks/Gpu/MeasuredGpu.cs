using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Torch.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The device to measure: a GPU, or the CPU with small sizes in its place.</summary>
/// <param name="Device">The device of the tensors.</param>
/// <param name="Inventory">The machine's devices, read before anything allocated memory.</param>
/// <param name="RunsOnCpu">True if the CPU runs the GPU code path.</param>
internal sealed record MeasuredGpu(ComputeDevice Device, DeviceInventory Inventory, bool RunsOnCpu)
{
    /// <summary>The data type in which a model computes on the device.</summary>
    public ScalarType DType => RunsOnCpu ? ScalarType.Float32 : ScalarType.BFloat16;

    /// <summary>
    /// Maximum relative error of an operator. Inputs, scales and results have 8 bits of mantissa in bfloat16, each with a
    /// rounding error of at most 2^-9; float32 sums of thousands of products have an error of about 1e-6.
    /// </summary>
    public double Tolerance => RunsOnCpu ? 1e-4 : 2e-2;

    /// <summary>
    /// Number of bfloat16 elements copied to measure the bandwidth: 1 GiB, about twenty times the largest cache.
    /// </summary>
    public long CopyElements => RunsOnCpu ? 8L << 20 : 512L << 20;

    /// <summary>The side of the square product that measures the arithmetic throughput.</summary>
    public int ProductSide => RunsOnCpu ? 256 : 8_192;

    /// <summary>
    /// Bytes of the copies of a weight that are read in turn, so that none is in a cache when it is read again.
    /// </summary>
    public long WorkingSetBytes => RunsOnCpu ? 128L << 10 : 512L << 20;

    /// <summary>Minimum duration of a measured run: long enough that its start and end do not matter.</summary>
    public double RunSeconds => RunsOnCpu ? 0.002 : 0.02;

    /// <summary>Tokens that each sequence prefills before it decodes.</summary>
    public int DecodePromptTokens => RunsOnCpu ? 32 : 256;

    /// <summary>Chooses the GPU with the most free memory, as a model does.</summary>
    /// <exception cref="ArgumentException">There is no GPU; the message is one line with the reason.</exception>
    public static MeasuredGpu Choose(DeviceInventory inventory, bool runsOnCpu)
    {
        if (runsOnCpu)
        {
            return new MeasuredGpu(new ComputeDevice("CPU as a GPU", null, inventory.HostBytes, inventory.HostBytes), inventory, true);
        }

        ComputeDevice gpu = inventory.Gpus.MaxBy(gpu => gpu.FreeBytes) ?? throw new ArgumentException($"{inventory.WhyNoGpu}; --play-on-cpu runs the GPU code path on the CPU.");
        return new MeasuredGpu(gpu, inventory, false);
    }

    /// <summary>Returns the options to run a model on the device.</summary>
    /// <param name="cacheTokens">KV-cache capacity on the CPU; a GPU's cache is sized as in the app.</param>
    public InferenceOptions Options(string kvCache, int cacheTokens) => RunsOnCpu
        ? new InferenceOptions { Device = "cpu", Kernels = "torch", KvCache = kvCache, Cache = false, CacheTokens = cacheTokens }
        : new InferenceOptions { Device = "cuda", GpuCount = 1, KvCache = kvCache, Cache = false };

    /// <summary>Returns random normal numbers in the data type in which a model computes.</summary>
    public Tensor Random(long[] shape, ulong seed)
    {
        using Generator generator = new(seed, CPU);
        return randn(shape, ScalarType.Float32, CPU, generator: generator).to(DType).to(Device.Torch);
    }

    /// <summary>Waits for the queued work: a GPU runs asynchronously.</summary>
    public void Synchronize()
    {
        if (!RunsOnCpu)
        {
            cuda.synchronize(Device.Torch);
        }
    }

    /// <summary>
    /// Returns the used bytes of the device's memory, of all processes, as the driver reports; null without a driver.
    /// </summary>
    public long? TakenBytes() =>
        !RunsOnCpu && CudaDriver.Open() is { IsAvailable: true, MissingFunction: null } driver && driver.TryRead(Device.Torch.index, out CudaGpu? gpu, out _)
            ? gpu.TotalBytes - gpu.FreeBytes
            : null;
}
