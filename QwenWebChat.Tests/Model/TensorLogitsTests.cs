using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Torch.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Model;

[Collection(ProcessWideCollection.Name)]
public sealed class TensorLogitsTests
{
    private const int Vocabulary = 1_000;

    [Fact]
    public void TryTop_Rows_HoldsTheLargestOfEachByIdAndRowAllOfIt()
    {
        float[][] rows = [.. Enumerable.Range(0, 3).Select(Row)];
        using TensorLogits logits = new();
        Take(logits, rows);

        Assert.Equal(3, logits.RowCount);
        for (int row = 0; row < 3; row++)
        {
            Assert.True(logits.TryTop(row, out TopLogits top));
            int[] expected = [.. Enumerable.Range(0, Vocabulary).OrderByDescending(id => rows[row][id]).Take(TensorLogits.TopCount).Order()];
            Assert.Equal(expected, top.Ids.ToArray());
            Assert.Equal(expected.Select(id => rows[row][id]), top.Logits.ToArray());
            Assert.Equal(expected.Min(id => rows[row][id]), top.Floor);
            Assert.Equal(rows[row], logits.Row(row).ToArray());
        }
    }

    /// <summary>libtorch holds NaN for the largest, so that it never hides from who looks at the largest.</summary>
    [Fact]
    public void TryTop_NaN_IsAmongTheLargest()
    {
        float[] row = Row(0);
        row[777] = float.NaN;
        using TensorLogits logits = new();
        Take(logits, row);

        Assert.True(logits.TryTop(0, out TopLogits top));
        Assert.Contains(777, top.Ids.ToArray());
    }

    [Fact]
    public void TryTop_LogitsOverwritten_FloorStays()
    {
        using TensorLogits logits = new();
        Take(logits, Row(0));
        Assert.True(logits.TryTop(0, out TopLogits before));
        before.Logits.Fill(-100);

        Assert.True(logits.TryTop(0, out TopLogits after));
        Assert.Equal(before.Floor, after.Floor);
    }

    [Fact]
    public void TryTop_VocabularyOfTopCount_GivesWholeRowsOnly()
    {
        using TensorLogits logits = new();
        float[] row = Row(0)[..TensorLogits.TopCount];
        Take(logits, row);

        Assert.False(logits.TryTop(0, out _));
        Assert.Equal(row, logits.Row(0).ToArray());
    }

    [Fact]
    public void Take_ManySteps_KeepsOneTensorUntilItIsDisposed()
    {
        long before = LiveTensors.Settle();
        TensorLogits logits = new();
        for (int step = 0; step < 20; step++)
        {
            Take(logits, Row(step), Row(step + 1));
            logits.Row(1);
            Assert.Equal(before + 1, LiveTensors.Now);
        }

        logits.Dispose();
        Assert.Equal(before, LiveTensors.Now);
    }

    // 37 has no factor in common with 1,000: no two are equal.
    private static float[] Row(int seed) => [.. Enumerable.Range(0, Vocabulary).Select(id => ((((id * 37) + (seed * 11)) % Vocabulary) / 10f) - 40)];

    private static void Take(TensorLogits logits, params float[][] rows)
    {
        using DisposeScope scope = NewDisposeScope();
        logits.Take(stack([.. rows.Select(row => tensor(row))]));
        logits.Fetch();
    }
}
