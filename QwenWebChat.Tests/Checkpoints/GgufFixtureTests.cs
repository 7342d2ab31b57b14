using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>Files of other writers, against the checkpoint that they were made from.</summary>
[Slow]
public sealed class GgufFixtureTests
{
    public static TheoryData<string> Files => ["tiny-f16", "tiny-q8_0", "tiny-q4_0", "tiny-q4_k_m"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Open_EachFile_HasTheConfigOfItsFolder(string name)
    {
        using Checkpoint folder = Checkpoint.Open(SharedFixtures.Require("tiny-bf16"));
        using Checkpoint file = Checkpoint.Open(SharedFixtures.Require("tiny-gguf", $"{name}.gguf"));

        Assert.Equal(name, file.Name);
        Assert.Equal(
            folder.Config with { DType = "", EndTokenIds = [] },
            file.Config with { DType = "", EndTokenIds = [] });
        Assert.Equal(folder.Config.EndTokenIds, file.Config.EndTokenIds);
        Assert.Subset(folder.GenerationDefaults.EndTokenIds.ToHashSet(), file.GenerationDefaults.EndTokenIds.ToHashSet());
    }

    [Theory]
    [InlineData("tiny-f16", "float16")]
    [InlineData("tiny-q8_0", "Q8_0")]
    [InlineData("tiny-q4_0", "Q4_0")]
    [InlineData("tiny-q4_k_m", "Q4_K")]
    public void Open_EachFile_SaysItsType(string name, string type)
    {
        using Checkpoint file = Checkpoint.Open(SharedFixtures.Require("tiny-gguf", $"{name}.gguf"));

        Assert.Equal(type, file.Config.DType);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void FindQuantized_EachMatrix_GivesEveryWeightExactly(string name)
    {
        string path = SharedFixtures.Require("tiny-gguf", $"{name}.gguf");
        byte[] bytes = File.ReadAllBytes(path);
        using GgufModel model = GgufModel.Open(path);
        GgufWeights weights = new(model);
        int count = 0;
        foreach (TensorSpec spec in TensorSpec.For(GgufConfigReader.Read(model.Header)).Where(spec => spec.Shape.Count == 2))
        {
            if (weights.FindQuantized(spec.Name, (int)spec.Shape[0], (int)spec.Shape[1]) is { } matrix)
            {
                GgufTensor tensor = model.Header.Tensors[GgufNames.Of(spec.Name)];
                GgufMatrixTests.AssertExact(matrix, tensor.Type.Name, bytes.AsSpan((int)tensor.Offset, (int)tensor.ByteCount));
                count++;
            }
        }

        Assert.Equal(name == "tiny-f16" ? 0 : 16, count);
    }

    /// <summary>
    /// Right names and row order: the relative error of the whole tensor is what rounding leaves. The bounds are about
    /// twice what was measured; two tensors mistaken for one another would differ by 1.4.
    /// </summary>
    [Theory]
    [InlineData("tiny-f16", 1e-3)]
    [InlineData("tiny-q8_0", 0.015)]
    [InlineData("tiny-q4_0", 0.2)]
    [InlineData("tiny-q4_k_m", 0.2)]
    public void EveryTensor_IsTheOneOfItsFolder(string name, double tolerance)
    {
        using Checkpoint folder = Checkpoint.Open(SharedFixtures.Require("tiny-bf16"));
        using Checkpoint file = Checkpoint.Open(SharedFixtures.Require("tiny-gguf", $"{name}.gguf"));
        foreach (TensorSpec spec in TensorSpec.For(folder.Config))
        {
            float[] expected = Floats(folder, spec);
            float[] actual = spec.Shape.Count == 2
                && file.FindQuantized(spec.Name, (int)spec.Shape[0], (int)spec.Shape[1]) is { } matrix ? Decode(matrix) : Floats(file, spec);
            double error = expected.Zip(actual, (a, b) => Math.Pow(a - b, 2)).Sum();
            double size = expected.Sum(value => Math.Pow(value, 2));

            Assert.InRange(Math.Sqrt(error / size), 0, tolerance);
        }
    }

    private static float[] Floats(Checkpoint checkpoint, TensorSpec spec)
    {
        using torch.Tensor tensor = checkpoint.LoadTensor(spec.Name, spec.Shape, torch.float32, torch.CPU);
        return tensor.data<float>().ToArray();
    }

    private static float[] Decode(QuantizedMatrix matrix)
    {
        byte[] values = new byte[matrix.RowCount * matrix.ColumnCount];
        float[] scales = new float[values.Length / matrix.GroupSize];
        float[] offsets = new float[matrix.HasOffsets ? scales.Length : 0];
        matrix.ReadRows(0, values, scales, offsets);
        return
        [
            .. values.Select((value, i) =>
            {
                int group = i / matrix.GroupSize;
                return (scales[group] * value) - (matrix.HasOffsets ? offsets[group] : matrix.ZeroPoint * scales[group]);
            }),
        ];
    }
}
