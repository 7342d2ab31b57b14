using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>
/// Consecutive layers in libtorch, on one device, or on several that each compute a part of every layer's heads and FFN
/// columns (tensor parallelism; Shoeybi et al. 2019, Megatron-LM). The partial updates of the residual stream are
/// summed.
/// </summary>
/// <param name="config">The model's configuration.</param>
/// <param name="ranks">The parts of the devices; the stage takes ownership.</param>
internal sealed class TensorStage(Qwen2Config config, IReadOnlyList<StageRank> ranks) : ILayerStage
{
    private readonly RotaryEmbeddings _rotary = new(config);
    private StepInputs? _prepared;

    public IReadOnlyList<OperatorChoice> Operators => [.. ranks.SelectMany(rank => rank.Operators)];

    public long WeightBytes => ranks.Sum(rank => rank.Weights.Bytes);

    public void Prepare(Batch next)
    {
        _prepared?.Dispose();
        _prepared = StepInputs.Make(next, Contexts);
    }

    public Tensor Forward(Tensor hidden, Batch batch)
    {
        using StepInputs inputs = TakeInputs(batch);
        using DisposeScope scope = NewDisposeScope();
        Tensor[] streams = [.. ranks.Select(rank => rank.Take(hidden))];
        for (int layer = 0; layer < ranks[0].Layers.Count; layer++)
        {
            // A layer's temporaries are freed after the layer: peak memory of a chunk is that of one layer, not of the
            // whole stack.
            using DisposeScope temporaries = NewDisposeScope();
            Tensor[] next = [.. Run(layer, streams, inputs.Contexts).Select(stream => stream.MoveToOuterDisposeScope())];
            if (layer > 0)
            {
                DisposeAll(streams);
            }

            streams = next;
        }

        return streams[0].MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _prepared?.Dispose();
        foreach (StageRank rank in ranks)
        {
            rank.Dispose();
        }
    }

    private StepInputs TakeInputs(Batch batch)
    {
        StepInputs? prepared = _prepared;
        _prepared = null;
        if (prepared?.Fit(batch) == true)
        {
            return prepared;
        }

        prepared?.Dispose();
        return StepInputs.Make(batch, Contexts);
    }

    private ForwardContext[] Contexts(Batch batch)
    {
        (Tensor cos, Tensor sin) = RotationsOf(batch);
        return [.. ranks.Select(rank => rank.Begin(batch, cos, sin))];
    }

    private Tensor[] Run(int layer, Tensor[] streams, ForwardContext[] contexts)
    {
        if (ranks.Count == 1)
        {
            return [ranks[0].Forward(layer, streams[0], contexts[0])];
        }

        DecoderLayer[] parts = [.. ranks.Select(rank => rank.Layers[layer])];
        Tensor[] attended = [.. parts.Select((part, i) => part.Attend(streams[i], contexts[i]))];
        Tensor[] between = AddSum(streams, Project(attended, [.. parts.Select(part => part.SelfAttn.OProj)]));
        Tensor[] gated = [.. parts.Select((part, i) => part.Gate(between[i]))];
        return AddSum(between, Project(gated, [.. parts.Select(part => part.Mlp.DownProj)]));
    }

    /// <summary>
    /// Computes each part's product with its own columns. They match its own input, except with act-order, which needs
    /// the whole input.
    /// </summary>
    private Tensor[] Project(Tensor[] inputs, LinearGroup[] projections)
    {
        if (!projections[0].TakesWholeInput)
        {
            return [.. projections.Select((projection, i) => projection.Forward(inputs[i]))];
        }

        return [.. projections.Select((projection, i) => projection.Forward(cat([.. inputs.Select(input => ranks[i].Take(input))], -1)))];
    }

    private Tensor[] AddSum(Tensor[] streams, Tensor[] updates)
    {
        Tensor sum = updates[0];
        foreach (Tensor update in updates.Skip(1))
        {
            sum = sum.add(ranks[0].Take(update), Scalars.One);
        }

        return [.. streams.Select((stream, i) => stream.add(ranks[i].Take(sum), Scalars.One))];
    }

    private (Tensor Cos, Tensor Sin) RotationsOf(Batch batch)
    {
        (Tensor Cos, Tensor Sin)[] parts = [.. batch.Runs.Select(run =>
            Rotations.At(_rotary.For(run.YarnFactor), [.. Enumerable.Range(run.Tokens.Start, run.Tokens.Count)]))];
        return parts.Length == 1 ? parts[0] : (cat([.. parts.Select(part => part.Cos)]), cat([.. parts.Select(part => part.Sin)]));
    }

    private static void DisposeAll(Tensor[] tensors)
    {
        foreach (Tensor tensor in tensors)
        {
            tensor.Dispose();
        }
    }
}
