using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>The decoder in libtorch with its paged cache: on a GPU, and on a CPU as the reference for the kernels.</summary>
internal sealed class TorchServingModel(Qwen2Model model, int blockCount) : IServingModel
{
    private readonly TensorKvCache _cache = new(model.Config, model.DType, model.Device, blockCount);
    private readonly TensorLogits _logits = new();

    public Qwen2Config Config => model.Config;

    public string DeviceName => model.Device.type == DeviceType.CUDA ? "CUDA" : "CPU";

    public long ParameterCount => model.ParameterCount;

    public long WeightBytes => model.WeightBytes;

    public long? ActivationBytes => null;

    public PagedKvCache? Blocks => null;

    public IStepLogits Forward(Batch batch)
    {
        _logits.Clear();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        (Tensor cos, Tensor sin) = Rotations(batch);
        ForwardContext context = new(new TensorAttention(_cache, batch, Config.HeadSize), cos, sin);
        Tensor hidden = model.Forward(tensor(Array.ConvertAll(batch.Ids, id => (long)id), device: model.Device), context);
        if (batch.LogitRows.Length > 0)
        {
            Tensor rows = hidden.index_select(0, tensor(Array.ConvertAll(batch.LogitRows, row => (long)row), device: model.Device));
            _logits.Take(model.Logits(rows));
        }

        return _logits;
    }

    public void Dispose()
    {
        _logits.Dispose();
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
