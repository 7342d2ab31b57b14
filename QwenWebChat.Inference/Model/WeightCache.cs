using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// The rounded weights of a checkpoint, cached in a file beside it. If the file cannot be written or does not match,
/// the weights are rounded again, and <see cref="Note"/> has the reason.
/// </summary>
internal sealed class WeightCache : IDisposable
{
    /// <summary>The minimum size of a cache file: rounding fewer weights takes no noticeable time.</summary>
    public const long MinBytes = 256L << 20;

    private readonly string _path;
    private readonly PackedFile? _file;
    private PackedFileWriter? _writer;

    private WeightCache(string path, PackedFile? file, PackedFileWriter? writer, string note)
    {
        (_path, _file, _writer, Note) = (path, file, writer, note);
    }

    /// <summary>The outcome of opening the cache, for the log.</summary>
    public string Note { get; private set; }

    /// <summary>Opens the cache file of a plan, or creates it; null if there is nothing worth storing.</summary>
    public static WeightCache? Open(Checkpoint checkpoint, IReadOnlyList<PlannedWeight> plan, long minBytes = MinBytes)
    {
        (string Name, QuantizedForm Form)[] packed = [.. plan.Where(weight => weight.Form is not null).Select(weight => (weight.Spec.Name, weight.Form!))];
        WeightPolicy policy = plan[0].Policy;
        if (policy.RoundedBits is not { } bits || packed.Sum(weight => weight.Form.TotalBytes) < minBytes)
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
            return new WeightCache(path, null, new PackedFileWriter(path, layout), $"Storing the rounded weights in {path}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new WeightCache(path, null, null, NotKept(path, error));
        }
    }

    /// <summary>Returns a weight from the file; null if it must be computed.</summary>
    public QuantizedWeight? Find(string name) => _file?.Get(name);

    /// <summary>Stores a weight that was computed.</summary>
    public void Keep(string name, QuantizedWeight weight) => Try(writer => writer.Write(name, weight));

    /// <summary>Completes the file after all weights were computed.</summary>
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
        $"The rounded weights could not be stored in {path} ({error.Message.TrimEnd('.')}); the next start rounds them again.";
}
