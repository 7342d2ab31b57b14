using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Tests.Model;

/// <summary>
/// Qwen2's decoder once more, written from its formulas in plain float64 loops, without a cache: what the model has to
/// agree with where the shared reference is not at hand.
/// </summary>
/// <param name="read">Gives the weights of a tensor.</param>
internal sealed class PlainDecoder(Qwen2Config config, Func<string, double[]> read)
{
    private readonly Qwen2Config _config = config;

    public PlainDecoder(Checkpoint checkpoint)
        : this(checkpoint.Config, name => Read(checkpoint, name))
    {
    }

    /// <summary>The logits after the last of <paramref name="ids"/>.</summary>
    public double[] Logits(int[] ids)
    {
        double[] embedding = read("model.embed_tokens.weight");
        int hidden = _config.HiddenSize;
        double[][] stream = [.. ids.Select(id => embedding[(id * hidden)..((id + 1) * hidden)])];
        for (int layer = 0; layer < _config.LayerCount; layer++)
        {
            string prefix = $"model.layers.{layer}";
            Add(stream, Attend($"{prefix}.self_attn", Normalize(stream, $"{prefix}.input_layernorm.weight")));
            Add(stream, FeedForward($"{prefix}.mlp", Normalize(stream, $"{prefix}.post_attention_layernorm.weight")));
        }

        double[][] last = Normalize([stream[^1]], "model.norm.weight");
        return Multiply(last, _config.TieWordEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight")[0];
    }

    private double[][] Attend(string prefix, double[][] x)
    {
        double[][] q = Multiply(x, $"{prefix}.q_proj.weight", $"{prefix}.q_proj.bias");
        double[][] k = Multiply(x, $"{prefix}.k_proj.weight", $"{prefix}.k_proj.bias");
        double[][] v = Multiply(x, $"{prefix}.v_proj.weight", $"{prefix}.v_proj.bias");
        int size = _config.HeadSize;
        double[][] mixed = [.. x.Select(_ => new double[_config.HeadCount * size])];
        for (int token = 0; token < x.Length; token++)
        {
            Rotate(q[token], token);
            Rotate(k[token], token);
            for (int head = 0; head < _config.HeadCount; head++)
            {
                int shared = head / (_config.HeadCount / _config.KeyValueHeadCount) * size;
                double[] scores = new double[token + 1];
                for (int past = 0; past <= token; past++)
                {
                    scores[past] = Dot(q[token].AsSpan(head * size, size), k[past].AsSpan(shared, size)) / Math.Sqrt(size);
                }

                double largest = scores.Max();
                double total = scores.Sum(score => Math.Exp(score - largest));
                for (int past = 0; past <= token; past++)
                {
                    for (int i = 0; i < size; i++)
                    {
                        mixed[token][(head * size) + i] += Math.Exp(scores[past] - largest) / total * v[past][shared + i];
                    }
                }
            }
        }

        return Multiply(mixed, $"{prefix}.o_proj.weight");
    }

    private double[][] FeedForward(string prefix, double[][] x)
    {
        double[][] gate = Multiply(x, $"{prefix}.gate_proj.weight");
        double[][] up = Multiply(x, $"{prefix}.up_proj.weight");
        return Multiply([.. gate.Zip(up, (g, u) => g.Zip(u, (a, b) => a / (1 + Math.Exp(-a)) * b).ToArray())], $"{prefix}.down_proj.weight");
    }

    private void Rotate(double[] heads, int position)
    {
        int half = _config.HeadSize / 2;
        for (int start = 0; start < heads.Length; start += _config.HeadSize)
        {
            for (int i = 0; i < half; i++)
            {
                double angle = position * Math.Pow(_config.RopeTheta, -2.0 * i / _config.HeadSize);
                (double a, double b) = (heads[start + i], heads[start + i + half]);
                heads[start + i] = (a * Math.Cos(angle)) - (b * Math.Sin(angle));
                heads[start + i + half] = (b * Math.Cos(angle)) + (a * Math.Sin(angle));
            }
        }
    }

    private double[][] Normalize(double[][] rows, string name)
    {
        double[] weight = read(name);
        return [.. rows.Select(row =>
        {
            double scale = 1 / Math.Sqrt(row.Average(value => value * value) + _config.RmsNormEps);
            return row.Select((value, i) => value * scale * weight[i]).ToArray();
        })];
    }

    private double[][] Multiply(double[][] rows, string name, string? biasName = null)
    {
        double[] weight = read(name);
        double[]? bias = biasName is null ? null : read(biasName);
        int width = rows[0].Length;
        return [.. rows.Select(row => Enumerable.Range(0, weight.Length / width)
            .Select(o => Dot(row, weight.AsSpan(o * width, width)) + (bias?[o] ?? 0))
            .ToArray())];
    }

    private static double[] Read(Checkpoint checkpoint, string name)
    {
        TensorSpec spec = TensorSpec.For(checkpoint.Config).First(spec => spec.Name == name);
        using torch.Tensor values = checkpoint.LoadTensor(name, spec.Shape, torch.ScalarType.Float64, torch.CPU);
        return values.data<double>().ToArray();
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Add(double[][] rows, double[][] others)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            for (int i = 0; i < rows[row].Length; i++)
            {
                rows[row][i] += others[row][i];
            }
        }
    }
}
