using System.Runtime.InteropServices;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Kernels.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>The decoder in libtorch with its paged cache: on a GPU, and on a CPU as the reference for the kernels.</summary>
internal sealed class TorchServingModel(Qwen2Model model, int blockCount) : IServingModel
{
    private readonly TensorKvCache _cache = new(
        model.Config.LayerCount,
        model.Config.KeyValueHeadCount,
        model.Config.HeadSize,
        model.DType == ScalarType.Float32 ? KvFormat.Float32 : KvFormat.BFloat16,
        model.Device,
        blockCount);

    private readonly ISegmentAttention _attention = AttentionOperators.Choose(
        model.Device, model.DType, model.Config.HeadCount, model.Config.KeyValueHeadCount, model.Config.HeadSize).Attention;

    public Qwen2Config Config => model.Config;

    public string DeviceName => model.Device.type == DeviceType.CUDA ? "CUDA" : "CPU";

    public long ParameterCount => model.ParameterCount;

    public long WeightBytes => model.WeightBytes;

    public long? ActivationBytes => null;

    public PagedKvCache? Blocks => null;

    public void Forward(Batch batch, Span<float> logits)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        (Tensor cos, Tensor sin) = Rotations(batch);
        ForwardContext context = new(new TensorAttention(_cache, batch, _attention, Config.HeadCount), cos, sin);
        Tensor hidden = model.Forward(tensor(Array.ConvertAll(batch.Ids, id => (long)id), device: model.Device), context);
        if (batch.LogitRows.Length > 0)
        {
            Tensor rows = hidden.index_select(0, tensor(Array.ConvertAll(batch.LogitRows, row => (long)row), device: model.Device));
            MemoryMarshal.Cast<byte, float>(model.Logits(rows).cpu().contiguous().bytes).CopyTo(logits);
        }
    }

    public void Dispose()
    {
        _cache.Dispose();
        model.Dispose();
    }

    private (Tensor Cos, Tensor Sin) Rotations(Batch batch)
    {
        (Tensor Cos, Tensor Sin)[] parts = [.. batch.Runs.Select(run =>
            model.Rotary.For(run.YarnFactor).At([.. Enumerable.Range(run.Tokens.Start, run.Tokens.Count)], model.Device))];
        return (cat([.. parts.Select(part => part.Cos)]), cat([.. parts.Select(part => part.Sin)]));
    }
}
