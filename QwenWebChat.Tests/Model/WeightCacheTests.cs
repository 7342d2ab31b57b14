using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Tests.Checkpoints;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Model;

/// <summary>A second start finds the rounded weights of the first; anything else makes them anew.</summary>
[Slow]
public sealed class WeightCacheTests
{
    private static readonly WeightPolicy Int4 = new(DType.Float32) { RoundedBits = 4 };

    [Fact]
    public void Open_SecondStart_MapsTheSameWeights()
    {
        using TemporaryFolder folder = CopyOfModel();

        float[] first = Logits(folder.Path, Int4, out string? note);
        float[] second = Logits(folder.Path, Int4, out string? secondNote);

        Assert.StartsWith("Storing", note, StringComparison.Ordinal);
        Assert.StartsWith("Mapped", secondNote, StringComparison.Ordinal);
        Assert.Equal(first, second);
        Assert.Equal([Packed(folder)], Directory.GetFiles(folder.Path, "*.packed*"));
    }

    [Fact]
    public void Open_OtherWeightsOrForm_RoundsAnew()
    {
        using TemporaryFolder folder = CopyOfModel();
        Logits(folder.Path, Int4, out _);

        File.SetLastWriteTimeUtc(folder.At("model.safetensors"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Logits(folder.Path, Int4, out string? note);
        Logits(folder.Path, Int4 with { RoundedBits = 8 }, out string? otherNote);

        Assert.StartsWith("Storing", note, StringComparison.Ordinal);
        Assert.StartsWith("Storing", otherNote, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    public void Open_DamagedFile_RoundsAnew(int position)
    {
        using TemporaryFolder folder = CopyOfModel();
        float[] first = Logits(folder.Path, Int4, out _);
        string path = Packed(folder);
        using (FileStream file = new(path, FileMode.Open))
        {
            if (position < 0)
            {
                file.SetLength(file.Length - 1);
            }
            else
            {
                file.Position = position;
                file.WriteByte(0);
            }
        }

        float[] second = Logits(folder.Path, Int4, out string? note);

        Assert.StartsWith("Storing", note, StringComparison.Ordinal);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Open_FileCannotBeWritten_LoadsAndSaysWhy()
    {
        using TemporaryFolder folder = CopyOfModel();
        Directory.CreateDirectory(Packed(folder) + ".partial");

        Logits(folder.Path, Int4, out string? note);

        Assert.Contains("could not be stored in", note, StringComparison.Ordinal);
        Assert.Contains("rounds them again", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CancelledLoad_LeavesNoFile()
    {
        using TemporaryFolder folder = CopyOfModel();
        using CancellationTokenSource stop = new();
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        IReadOnlyList<PlannedWeight> plan = PlannedWeight.All(checkpoint, Int4);
        CancelAfter progress = new(5, stop);

        Assert.Throws<OperationCanceledException>(
            () => ModelWeights.Load(checkpoint, plan, WeightCache.Open(checkpoint, plan, minBytes: 0), 1, progress, stop.Token));

        Assert.Empty(Directory.GetFiles(folder.Path, "*.packed*"));
    }

    [Fact]
    public void Open_SmallModelOrFloats_KeepsNothing()
    {
        using TemporaryFolder folder = CopyOfModel();
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        Assert.Null(WeightCache.Open(checkpoint, PlannedWeight.All(checkpoint, Int4)));
        Assert.Null(WeightCache.Open(checkpoint, PlannedWeight.All(checkpoint, Int4 with { RoundedBits = null }), minBytes: 0));
    }

    private static float[] Logits(string folder, WeightPolicy policy, out string? note)
    {
        using Checkpoint checkpoint = Checkpoint.Open(folder);
        IReadOnlyList<PlannedWeight> plan = PlannedWeight.All(checkpoint, policy);
        using ModelWeights weights = ModelWeights.Load(
            checkpoint, plan, WeightCache.Open(checkpoint, plan, minBytes: 0), 2, null, TestContext.Current.CancellationToken);
        note = weights.CacheNote;
        float[] ones = new float[3 * checkpoint.Config.HiddenSize];
        ones.AsSpan().Fill(1);
        float[] output = new float[3 * checkpoint.Config.IntermediateSize];
        weights.PanelLinears("model.layers.0.mlp.up_proj").Forward(ones, 3, output);
        return output;
    }

    private static string Packed(TemporaryFolder folder) => folder.At($"{Path.GetFileName(folder.Path)}.int4-32.packed");

    private static TemporaryFolder CopyOfModel()
    {
        TemporaryFolder folder = new();
        foreach (string file in Directory.GetFiles(UntrainedModel.Folder))
        {
            File.Copy(file, folder.At(Path.GetFileName(file)));
        }

        return folder;
    }

    private sealed class CancelAfter(int reports, CancellationTokenSource stop) : IProgress<long>
    {
        private int _left = reports;

        public void Report(long value)
        {
            if (--_left == 0)
            {
                stop.Cancel();
            }
        }
    }
}
