using System.Runtime.InteropServices;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>The AWQ and GPTQ folders, against a reader that takes one weight at a time from the tensors' own integers.</summary>
[Slow]
public sealed class QuantizedFixtureTests
{
    private static readonly int[] AwqOrder = [0, 2, 4, 6, 1, 3, 5, 7];

    private static readonly (string Name, int Rows, int Columns)[] Matrices =
    [
        ("self_attn.q_proj", 256, 256), ("self_attn.k_proj", 128, 256), ("self_attn.v_proj", 128, 256),
        ("self_attn.o_proj", 256, 256), ("mlp.gate_proj", 512, 256), ("mlp.up_proj", 512, 256), ("mlp.down_proj", 256, 512),
    ];

    [Theory]
    [InlineData("tiny-awq", true, false)]
    [InlineData("tiny-gptq", false, false)]
    [InlineData("tiny-gptq-actorder", true, true)]
    public void ReadRows_EveryMatrix_GivesEveryWeightExactly(string fixture, bool hasOffsets, bool hasOrder)
    {
        string folder = SharedFixtures.Require(fixture);
        using Checkpoint checkpoint = Checkpoint.Open(folder);
        using CheckpointIndex index = CheckpointIndex.Open(folder);

        for (int layer = 0; layer < checkpoint.Config.LayerCount; layer++)
        {
            foreach ((string name, int rows, int columns) in Matrices)
            {
                string stem = $"model.layers.{layer}.{name}";
                QuantizedMatrix? matrix = checkpoint.FindQuantized($"{stem}.weight", rows, columns);

                Assert.NotNull(matrix);
                Assert.Equal((4, 128), (matrix.Bits, matrix.GroupSize));
                Assert.Equal((hasOffsets, hasOrder), (matrix.HasOffsets, matrix.ColumnOrder is not null));
                Assert.Equal(!hasOffsets, matrix.HasHalfScales);
                Func<int, int, double> weight = fixture == "tiny-awq" ? Awq(index, stem) : Gptq(index, stem);
                QuantizedReading.AssertEquals(matrix, weight, rowsAtOnce: 37);
            }
        }
    }

    [Theory]
    [InlineData("tiny-awq")]
    [InlineData("tiny-gptq")]
    public void FindQuantized_FloatMatrix_IsNull(string fixture)
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require(fixture));

        Assert.Null(checkpoint.FindQuantized("lm_head.weight", 512, 256));
        Assert.Null(checkpoint.FindQuantized("model.norm.weight", 1, 256));
        checkpoint.Require("lm_head.weight", [512, 256]);
        checkpoint.Require("model.layers.0.self_attn.q_proj.bias", [256]);
    }

    [Theory]
    [InlineData("tiny-awq", "AWQ")]
    [InlineData("tiny-gptq", "GPTQ")]
    public void Require_QuantizedMatrix_SaysWhatItIs(string fixture, string method)
    {
        const string Name = "model.layers.0.mlp.up_proj";
        string folder = SharedFixtures.Require(fixture);
        using Checkpoint checkpoint = Checkpoint.Open(folder);

        Refusal.Is(
            () => checkpoint.Require($"{Name}.weight", [512, 256]),
            Path.Combine(folder, "model.safetensors"),
            $"'{Name}.weight' as {method} ({Name}.qweight)",
            $"tensor '{Name}.weight' of shape [512, 256]");
    }

    private static Func<int, int, double> Awq(CheckpointIndex index, string stem)
    {
        int[] weights = Integers(index, $"{stem}.qweight");
        int[] zeros = Integers(index, $"{stem}.qzeros");
        Half[] scales = Read<Half>(index, $"{stem}.scales");
        int rows = (int)index.Tensors[$"{stem}.scales"].Entry.Shape[1];
        return (n, k) =>
        {
            int nibble = 4 * Array.IndexOf(AwqOrder, n % 8);
            int value = (weights[(k * rows / 8) + (n / 8)] >> nibble) & 15;
            int zero = (zeros[(k / 128 * rows / 8) + (n / 8)] >> nibble) & 15;
            return (value - zero) * (double)scales[(k / 128 * rows) + n];
        };
    }

    private static Func<int, int, double> Gptq(CheckpointIndex index, string stem)
    {
        int[] weights = Integers(index, $"{stem}.qweight");
        int[] zeros = Integers(index, $"{stem}.qzeros");
        int[] groups = Integers(index, $"{stem}.g_idx");
        Half[] scales = Read<Half>(index, $"{stem}.scales");
        int rows = (int)index.Tensors[$"{stem}.scales"].Entry.Shape[1];
        return (n, k) =>
        {
            int value = (weights[(k / 8 * rows) + n] >> (4 * (k % 8))) & 15;
            int zero = ((zeros[(groups[k] * rows / 8) + (n / 8)] >> (4 * (n % 8))) & 15) + 1;
            return (value - zero) * (double)scales[(groups[k] * rows) + n];
        };
    }

    private static int[] Integers(CheckpointIndex index, string name) => Read<int>(index, name);

    private static T[] Read<T>(CheckpointIndex index, string name)
        where T : unmanaged
    {
        IndexedTensor tensor = index.Tensors[name];
        byte[] bytes = new byte[tensor.Entry.ByteCount];
        tensor.File.Read(tensor.Entry, 0, bytes);
        return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
    }
}
