using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.DemoModel.Training;

/// <summary>Runs one forward pass through the serving model's own layers, and computes the losses.</summary>
internal static class ForwardPass
{
    /// <summary>Computes the cross-entropy of every weighted token. The caller's scope owns the result.</summary>
    /// <returns>Losses and weights of those tokens, each [tokens], in nats.</returns>
    public static (Tensor Losses, Tensor Weights) Run(Qwen2Model model, PassBatch batch)
    {
        (int sequences, int length) = (batch.Examples.Count, batch.Length);
        long[] ids = new long[sequences * length];
        List<long> positions = [];
        List<long> targets = [];
        List<float> weights = [];
        for (int s = 0; s < sequences; s++)
        {
            TrainingExample example = batch.Examples[s];
            for (int t = 0; t < example.Ids.Length; t++)
            {
                ids[(s * length) + t] = example.Ids[t];
                if (t > 0 && example.Weights[t] > 0)
                {
                    positions.Add((s * length) + t - 1);
                    targets.Add(example.Ids[t]);
                    weights.Add(example.Weights[t]);
                }
            }
        }

        // The token at a position predicts the next one, so only these hidden states go through the head.
        Tensor hidden = Hidden(model, ids, sequences, length).index_select(0, tensor(positions, device: model.Device));
        Tensor losses = nn.functional.cross_entropy(
            model.Logits(hidden), tensor(targets, device: model.Device), reduction: nn.Reduction.None);
        return (losses, tensor(weights, device: model.Device));
    }

    private static Tensor Hidden(Qwen2Model model, long[] ids, int sequences, int length)
    {
        (Tensor cos, Tensor sin) = Rotations.At(model.Rotary.For(1), [.. Enumerable.Range(0, length)]);
        (cos, sin) = (cos.to(model.Device), sin.to(model.Device));
        ForwardContext context = new(new BatchAttention(sequences, length), cos.repeat(sequences, 1), sin.repeat(sequences, 1));
        return model.Forward(tensor(ids, device: model.Device), context);
    }
}
