using QwenWebChat.Inference.Torch.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Measures a GPU's memory bandwidth and arithmetic throughput with the simplest operations.</summary>
internal static class CeilingBenchmark
{
    public static (Ceilings Ceilings, Timing Copy, Timing Product) Measure(MeasuredCard card, DeviceTimer timer)
    {
        Timing copy = Copy(card, timer);
        Timing product = Product(card, timer);
        double bytes = 2.0 * sizeof(ushort) * card.CopyElements;
        double operations = 2.0 * card.ProductSide * card.ProductSide * card.ProductSide;
        return (new Ceilings(bytes / copy.Median, operations / product.Median), copy, product);
    }

    // Uses random values: equal values may be compressed, and products of them use less power, so that the GPU runs faster.
    private static Timing Copy(MeasuredCard card, DeviceTimer timer)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor source = randn([card.CopyElements], ScalarType.BFloat16, card.Device.Torch);
        Tensor destination = empty_like(source);
        return timer.Measure(_ => destination.copy_(source));
    }

    private static Timing Product(MeasuredCard card, DeviceTimer timer)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] shape = [card.ProductSide, card.ProductSide];
        Tensor left = randn(shape, ScalarType.BFloat16, card.Device.Torch);
        Tensor right = randn(shape, ScalarType.BFloat16, card.Device.Torch);
        return timer.Measure(_ => left.matmul(right));
    }
}
