using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Torch.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>What is measured: a card, or the CPU that plays one with small sizes.</summary>
/// <param name="Device">Where tensors are placed.</param>
/// <param name="Inventory">Of the machine, looked at before anything took memory.</param>
/// <param name="IsPlayed">Whether it is the CPU.</param>
internal sealed record MeasuredCard(ComputeDevice Device, DeviceInventory Inventory, bool IsPlayed)
{
    /// <summary>What a model computes in there.</summary>
    public ScalarType DType => IsPlayed ? ScalarType.Float32 : ScalarType.BFloat16;

    /// <summary>
    /// The largest error of an operator, as a share of its result. Inputs, scales and results have 8 bits of mantissa in
    /// bfloat16, each of which errs by 2^-9 at most; float32 sums of some thousand products err by some 1e-6.
    /// </summary>
    public double Tolerance => IsPlayed ? 1e-4 : 2e-2;

    /// <summary>Elements of bfloat16 that are copied to find the bandwidth: 1 GiB, some twenty times the largest cache.</summary>
    public long CopyElements => IsPlayed ? 8L << 20 : 512L << 20;

    /// <summary>The side of the square product that finds the arithmetic's rate.</summary>
    public int ProductSide => IsPlayed ? 256 : 8_192;

    /// <summary>Bytes of copies of a weight that are read in turns, so that none is in a cache when its turn comes.</summary>
    public long WorkingSetBytes => IsPlayed ? 128L << 10 : 512L << 20;

    /// <summary>How long a timed run takes at least: long enough that its start and end do not count.</summary>
    public double RunSeconds => IsPlayed ? 0.002 : 0.02;

    /// <summary>Tokens that each sequence reads before it decodes.</summary>
    public int DecodePromptTokens => IsPlayed ? 32 : 256;

    /// <summary>Takes the card with the most free memory, as a model does.</summary>
    /// <exception cref="ArgumentException">There is none; the message is one line that says why.</exception>
    public static MeasuredCard Choose(DeviceInventory inventory, bool isPlayed)
    {
        if (isPlayed)
        {
            return new MeasuredCard(new ComputeDevice("CPU as a card", null, inventory.HostBytes, inventory.HostBytes), inventory, true);
        }

        ComputeDevice card = inventory.Cards.MaxBy(card => card.FreeBytes) ?? throw new ArgumentException($"{inventory.WhyNoCard}; --play-on-cpu runs it without a card.");
        return new MeasuredCard(card, inventory, false);
    }

    /// <summary>How a model is run on it.</summary>
    /// <param name="cacheTokens">What the cache must hold where the memory is the machine's; a card's is filled as the app fills it.</param>
    public InferenceOptions Options(string kvCache, int cacheTokens) => IsPlayed
        ? new InferenceOptions { Device = "cpu", Kernels = "torch", KvCache = kvCache, Cache = false, CacheTokens = cacheTokens }
        : new InferenceOptions { Device = "cuda", Cards = 1, KvCache = kvCache, Cache = false };

    /// <summary>Waits for what was given to it: a card works on while the program goes on.</summary>
    public void Synchronize()
    {
        if (!IsPlayed)
        {
            cuda.synchronize(Device.Torch);
        }
    }

    /// <summary>Bytes of its memory that are taken by anyone, as the driver says; null where there is none to ask.</summary>
    public long? TakenBytes() =>
        !IsPlayed && CudaDriver.Open() is { IsAvailable: true, MissingFunction: null } driver && driver.TryRead(Device.Torch.index, out CudaCard? card, out _)
            ? card.TotalBytes - card.FreeBytes
            : null;
}
