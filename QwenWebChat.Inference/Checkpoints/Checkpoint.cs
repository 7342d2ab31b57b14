using TorchSharp;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A model, opened and checked: a Hugging Face folder or a GGUF file. Of the weights only the headers have been read.
/// Owns the open files, not the tensors that it loads.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private readonly WeightFiles _weights;

    private Checkpoint(string path, Qwen2Config config, GenerationDefaults generationDefaults, WeightFiles weights)
    {
        Path = path;
        Config = config;
        GenerationDefaults = generationDefaults;
        _weights = weights;
    }

    /// <summary>The full path of the folder or of the (first) GGUF file.</summary>
    public string Path { get; }

    /// <summary>The model's name, see <see cref="NameOf"/>.</summary>
    public string Name => NameOf(Path);

    public Qwen2Config Config { get; }

    public GenerationDefaults GenerationDefaults { get; }

    /// <summary>The files that hold the tensors.</summary>
    public IEnumerable<string> FilePaths => _weights.FilePaths;

    /// <summary>The bytes of all tensors as they are in the files.</summary>
    public long TensorBytes => _weights.TensorBytes;

    /// <summary>The name of the folder, or of the GGUF file without its ending, such as <c>Qwen2.5-7B-Instruct</c>.</summary>
    public static string NameOf(string path)
    {
        string name = System.IO.Path.GetFileName(path);
        return name.EndsWith(GgufFile.Extension, StringComparison.OrdinalIgnoreCase) ? GgufModel.NameOf(name) : name;
    }

    /// <summary>
    /// Opens a folder (<c>config.json</c>, <c>generation_config.json</c> if there, and the safetensors headers), or the
    /// head of a GGUF file, which may be named by a folder that holds it alone.
    /// </summary>
    /// <exception cref="CheckpointException">It is absent, or something in it is missing, broken or not supported.</exception>
    public static Checkpoint Open(string path)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        return GgufModel.Find(full) is { } file ? OpenGguf(file) : OpenFolder(full);
    }

    /// <summary>
    /// Checks from the headers alone that a float tensor can be loaded, so that a bad folder is refused before memory
    /// is allocated for it.
    /// </summary>
    /// <param name="name">The tensor's name in the checkpoint.</param>
    /// <param name="shape">The shape that it must have, slowest dimension first.</param>
    /// <exception cref="CheckpointException">It is missing, misshapen, or neither F32, F16 nor BF16.</exception>
    /// <returns>The type that it has in the file.</returns>
    public torch.ScalarType Require(string name, IReadOnlyList<long> shape) => _weights.FindFloats(name, shape).Entry.DType.ScalarType();

    /// <summary>
    /// Loads one float tensor. Where the file's type is the wanted one and the device is the CPU the bytes are copied
    /// once, from the file into the tensor; else one tensor in the file's type lives besides for the moment.
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
        torch.Tensor stored = LoadTensor(name, shape);
        if (stored.dtype == dtype && device.type == DeviceType.CPU)
        {
            return stored;
        }

        using (stored)
        {
            return stored.to(dtype, device);
        }
    }

    /// <summary>Loads one float tensor onto the CPU in the type that it has in the file. The caller owns it.</summary>
    /// <inheritdoc cref="LoadTensor(string, IReadOnlyList{long}, torch.ScalarType, torch.Device)"/>
    public torch.Tensor LoadTensor(string name, IReadOnlyList<long> shape) => TensorPieces.Read(FindFloats(name, shape));

    /// <summary>A float tensor, to be read piece by piece.</summary>
    /// <inheritdoc cref="Require"/>
    internal TensorSource FindFloats(string name, IReadOnlyList<long> shape) => _weights.FindFloats(name, shape);

    /// <summary>
    /// The matrix of this name in whole numbers, without rounding; null where it is stored as floats, or not at all.
    /// </summary>
    /// <param name="name">Such as <c>model.layers.0.mlp.up_proj.weight</c>.</param>
    /// <param name="rowCount">Output features that it must have.</param>
    /// <param name="columnCount">Input features that it must have.</param>
    /// <exception cref="CheckpointException">It is there, but misshapen or in a form that is not supported.</exception>
    public QuantizedMatrix? FindQuantized(string name, int rowCount, int columnCount) =>
        _weights.FindQuantized(name, rowCount, columnCount);

    public void Dispose() => _weights.Dispose();

    private static Checkpoint OpenFolder(string folder)
    {
        const string Expected = "a model folder with config.json and safetensors files, or a .gguf file";
        if (!Directory.Exists(folder))
        {
            throw new CheckpointException(folder, File.Exists(folder) ? "a file" : "no such folder", Expected);
        }

        Qwen2Config config = Qwen2Config.Load(folder);
        GenerationDefaults defaults = GenerationDefaults.Load(folder);
        return new Checkpoint(folder, config, defaults, SafetensorsWeights.Open(folder));
    }

    private static Checkpoint OpenGguf(string path)
    {
        GgufModel model = GgufModel.Open(path);
        try
        {
            Qwen2Config config = GgufConfigReader.Read(model.Header);
            GenerationDefaults defaults = GgufGenerationReader.Read(model.Header.Metadata);
            return new Checkpoint(path, config, defaults, new GgufWeights(model));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
