using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// The packed weights of a checkpoint that had to be rounded, kept in a file beside it. Nothing depends on it: where it
/// cannot be written or does not fit, the weights are rounded again, and <see cref="Note"/> says why.
/// </summary>
internal sealed class WeightCache : IDisposable
{
    /// <summary>Less is rounded faster than anybody notices.</summary>
    public const long SmallestBytes = 256L << 20;

    private readonly string _path;
    private readonly PackedFile? _file;
    private PackedFileWriter? _writer;

    private WeightCache(string path, PackedFile? file, PackedFileWriter? writer, string note)
    {
        (_path, _file, _writer, Note) = (path, file, writer, note);
    }

    /// <summary>What became of it, for the log.</summary>
    public string Note { get; private set; }

    /// <summary>Opens the cache of a plan, or begins it; null where there is nothing worth keeping.</summary>
    public static WeightCache? Open(Checkpoint checkpoint, IReadOnlyList<PlannedWeight> plan, long smallestBytes = SmallestBytes)
    {
        (string Name, QuantizedForm Form)[] packed = [.. plan.Where(weight => weight.Form is not null).Select(weight => (weight.Spec.Name, weight.Form!))];
        WeightPolicy policy = plan[0].Policy;
        if (policy.RoundedBits is not { } bits || packed.Sum(weight => weight.Form.TotalBytes) < smallestBytes)
        {
            return null;
        }

        string folder = Path.GetDirectoryName(checkpoint.FilePaths.First())!;
        string name = bits == 4 ? $"int4-{policy.RoundedGroupSize}" : "int8";
        string path = Path.Combine(folder, $"{checkpoint.Name}.{name}.packed");
        PackedPlan layout = new(checkpoint.FilePaths, packed);
        if (PackedFile.TryOpen(path, layout) is { } file)
        {
            return new WeightCache(path, file, null, $"Mapped the rounded weights of {path}.");
        }

        try
        {
            return new WeightCache(path, null, new PackedFileWriter(path, layout), $"Keeps the rounded weights in {path}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new WeightCache(path, null, null, NotKept(path, error));
        }
    }

    /// <summary>A weight from the file, or null where it has to be made.</summary>
    public QuantizedWeight? Find(string name) => _file?.Get(name);

    /// <summary>Keeps a weight that was made.</summary>
    public void Keep(string name, QuantizedWeight weight) => Try(writer => writer.Write(name, weight));

    /// <summary>Says that all weights were made.</summary>
    public void Complete() => Try(writer => writer.Complete());

    public void Dispose()
    {
        _writer?.Dispose();
        _file?.Dispose();
    }

    private void Try(Action<PackedFileWriter> write)
    {
        if (_writer is null)
        {
            return;
        }

        try
        {
            write(_writer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Note = NotKept(_path, error);
            _writer.Dispose();
            _writer = null;
        }
    }

    private static string NotKept(string path, Exception error) =>
        $"The rounded weights are not kept in {path} ({error.Message.TrimEnd('.')}); the next start rounds them again.";
}
