using TorchSharp;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A Hugging Face model folder, opened and checked; of the weights only the headers have been read. Owns the open
/// files, not the tensors that it loads.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private Checkpoint(string folder, Qwen2Config config, GenerationDefaults generationDefaults, CheckpointIndex index)
    {
        Folder = folder;
        Name = Path.GetFileName(folder);
        Config = config;
        GenerationDefaults = generationDefaults;
        Index = index;
        TensorBytes = index.Tensors.Values.Sum(tensor => tensor.Entry.ByteCount);
    }

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary>The folder's own name, such as <c>Qwen2.5-7B-Instruct</c>.</summary>
    public string Name { get; }

    public Qwen2Config Config { get; }

    public GenerationDefaults GenerationDefaults { get; }

    public CheckpointIndex Index { get; }

    /// <summary>The bytes of all tensors as they are in the files.</summary>
    public long TensorBytes { get; }

    /// <summary>Opens a folder: <c>config.json</c>, <c>generation_config.json</c> if there, and the safetensors headers.</summary>
    /// <exception cref="CheckpointException">The folder is absent, or something in it is missing, broken or not supported.</exception>
    public static Checkpoint Open(string folder)
    {
        const string Expected = "a model folder with config.json and safetensors files";
        if (!Directory.Exists(folder))
        {
            throw new CheckpointException(folder, File.Exists(folder) ? "a file" : "no such folder", Expected);
        }

        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Qwen2Config config = Qwen2Config.Load(full);
        GenerationDefaults defaults = GenerationDefaults.Load(full);
        return new Checkpoint(full, config, defaults, CheckpointIndex.Open(full));
    }

    /// <summary>
    /// Checks from the headers alone that a float tensor can be loaded, so that a bad folder is refused before memory
    /// is allocated for it.
    /// </summary>
    /// <param name="name">The tensor's name in the checkpoint.</param>
    /// <param name="shape">The shape that it must have, slowest dimension first.</param>
    /// <exception cref="CheckpointException">It is missing, misshapen, or neither F32, F16 nor BF16.</exception>
    public void Require(string name, IReadOnlyList<long> shape) => Find(name, shape);

    /// <summary>
    /// Loads one float tensor. Where the file's type is the wanted one and the device is the CPU the bytes are copied
    /// once, from the mapped file into the tensor; else one tensor in the file's type lives besides for the moment.
    /// </summary>
    /// <param name="name">The tensor's name in the checkpoint.</param>
    /// <param name="shape">The shape that it must have, slowest dimension first.</param>
    /// <param name="dtype">The type that the loaded tensor shall have.</param>
    /// <param name="device">Where it shall be.</param>
    /// <returns>A contiguous tensor that the caller (or its dispose scope) owns.</returns>
    /// <exception cref="CheckpointException">It is missing, misshapen, neither F32, F16 nor BF16, or cannot be read.</exception>
    public torch.Tensor LoadTensor(string name, IReadOnlyList<long> shape, torch.ScalarType dtype, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        torch.Tensor stored = TensorPieces.Read(Find(name, shape));
        if (stored.dtype == dtype && device.type == DeviceType.CPU)
        {
            return stored;
        }

        using (stored)
        {
            return stored.to(dtype, device);
        }
    }

    public void Dispose() => Index.Dispose();

    private IndexedTensor Find(string name, IReadOnlyList<long> shape)
    {
        string wanted = $"tensor '{name}' of shape [{string.Join(", ", shape)}]";
        if (!Index.TryFind(name, out IndexedTensor? tensor))
        {
            throw new CheckpointException(Index.Path, $"no tensor '{name}'", wanted);
        }

        TensorEntry entry = tensor.Entry;
        if (!entry.Shape.SequenceEqual(shape))
        {
            throw new CheckpointException(
                tensor.File.Path, $"tensor '{name}' of shape [{string.Join(", ", entry.Shape)}]", wanted);
        }

        return entry.DType.IsFloatWeight()
            ? tensor
            : throw new CheckpointException(
                tensor.File.Path, $"tensor '{name}' of dtype {entry.DType.SafetensorsName()}", "F32, F16 or BF16");
    }
}
