using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The peak rates of a GPU, and the minimum times of a model's work that follow from them.</summary>
/// <param name="BytesPerSecond">Bandwidth of a large copy: bytes read plus bytes written.</param>
/// <param name="OperationsPerSecond">Throughput of a large bfloat16 product; a multiply-add counts as two.</param>
internal sealed record Ceilings(double BytesPerSecond, double OperationsPerSecond)
{
    /// <summary>Measures both with the simplest operations.</summary>
    public static (Ceilings Ceilings, Timing Copy, Timing Product) Measure(DeviceTimer timer)
    {
        using DisposeScope scope = NewDisposeScope();
        MeasuredGpu gpu = timer.Gpu;
        Tensor source = Random(gpu.CopyElements);
        Tensor destination = empty_like(source);
        Timing copy = timer.Measure(_ => destination.copy_(source));
        source.Dispose();
        destination.Dispose();
        Tensor left = Random(gpu.ProductSide, gpu.ProductSide);
        Tensor right = Random(gpu.ProductSide, gpu.ProductSide);
        Timing product = timer.Measure(_ => left.matmul(right));
        double operations = 2.0 * gpu.ProductSide * gpu.ProductSide * gpu.ProductSide;
        return (new Ceilings(2.0 * sizeof(ushort) * gpu.CopyElements / copy.Median, operations / product.Median), copy, product);

        // Equal values may be compressed, and products of them use less power, so that the GPU runs faster.
        Tensor Random(params long[] shape) => randn(shape, ScalarType.BFloat16, gpu.Device.Torch);
    }

    /// <summary>
    /// Returns the operations of a prefill: 2 x parameters x tokens for the products, and 2 x 2 x layers x heads x headSize
    /// x tokens^2 / 2 for attention, in which each query sees half of the tokens on average. The parameters are those of
    /// the layers' matrices: a token uses one row of the embedding, and the head runs for the last token only.
    /// </summary>
    public static double PromptOperations(Qwen2Config config, long tokens)
    {
        double parameters = TensorSpec.For(config).Where(spec => spec.IsMatrix && spec.Layer is not null).Sum(spec => (double)spec.ElementCount);
        double attention = 2.0 * 2 * config.LayerCount * config.HeadCount * config.HeadSize * tokens * tokens / 2;
        return (2 * parameters * tokens) + attention;
    }

    /// <summary>Returns the minimum time to first token of a prompt in seconds, by its operations alone.</summary>
    public double FirstTokenFloor(Qwen2Config config, long tokens) => PromptOperations(config, tokens) / OperationsPerSecond;

    /// <summary>
    /// Returns the minimum time of a decode step in seconds, by memory reads alone: (weights + sequences x cached tokens x
    /// bytes of one) / bandwidth.
    /// </summary>
    /// <param name="weightBytes">Bytes of weights that each step reads.</param>
    /// <param name="cachedTokens">Cached tokens of each sequence.</param>
    /// <param name="tokenBytes">Bytes of a token's keys and values in all layers.</param>
    public double DecodeFloor(long weightBytes, int sequences, double cachedTokens, double tokenBytes) =>
        (weightBytes + (sequences * cachedTokens * tokenBytes)) / BytesPerSecond;
}
