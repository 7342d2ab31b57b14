namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// An opened and validated model in one of the <see cref="CheckpointFormats"/>. Only the headers of the weights have been read.
/// Owns the open files, not the loaded tensors.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private readonly Func<TokenizerContents> _readTokenizer;
    private readonly WeightFiles _weights;

    /// <param name="readTokenizer">Reads the tokenizer; called while the checkpoint is open.</param>
    /// <param name="weights">The tensors; this object takes ownership.</param>
    internal Checkpoint(string path, string name, Qwen2Config config, GenerationDefaults generationDefaults, Func<TokenizerContents> readTokenizer, WeightFiles weights)
    {
        Path = path;
        Name = name;
        Config = config;
        GenerationDefaults = generationDefaults;
        _readTokenizer = readTokenizer;
        _weights = weights;
    }

    /// <summary>The full path of the folder or of the (first) GGUF file.</summary>
    public string Path { get; }

    /// <summary>The model's name, see <see cref="NameOf"/>; for a GGUF file with another extension, the name in the file.</summary>
    public string Name { get; }

    public Qwen2Config Config { get; }

    public GenerationDefaults GenerationDefaults { get; }

    /// <summary>The files that hold the tensors.</summary>
    public IEnumerable<string> FilePaths => _weights.FilePaths;

    /// <summary>The total size of the tensors in the files, in bytes.</summary>
    public long TensorBytes => _weights.TensorBytes;

    /// <inheritdoc cref="ModelLocation.NameOf"/>
    public static string NameOf(string path) => ModelLocation.NameOf(path);

    /// <summary>
    /// Opens a folder (<c>config.json</c>, optionally <c>generation_config.json</c>, and the safetensors headers), or
    /// the header of a GGUF file. The path may also name a folder with a single GGUF file, a file within a model
    /// folder, or a repository in a Hugging Face cache.
    /// </summary>
    /// <exception cref="CheckpointException">The model is absent, or a part of it is missing, damaged or not supported.</exception>
    public static Checkpoint Open(string path)
    {
        ModelLocation location = ModelLocation.Find(path);
        return location.Format.Open(location);
    }

    /// <summary>
    /// Checks from the headers alone that a float tensor can be loaded, so that an unusable folder is rejected before
    /// memory is allocated.
    /// </summary>
    /// <param name="name">The tensor's name in the checkpoint.</param>
    /// <param name="shape">The expected shape, slowest dimension first.</param>
    /// <exception cref="CheckpointException">The tensor is missing, has the wrong shape, or is neither F32, F16 nor BF16.</exception>
    /// <returns>The dtype in the file.</returns>
    public DType Require(string name, IReadOnlyList<long> shape) => FindFloats(name, shape).Entry.DType;

    /// <summary>Finds a float tensor, to be read in chunks.</summary>
    /// <inheritdoc cref="Require"/>
    internal TensorSource FindFloats(string name, IReadOnlyList<long> shape) => _weights.FindFloats(name, shape);

    /// <summary>Finds the quantized matrix of this name, without rounding; null if it is stored as floats, or missing.</summary>
    /// <param name="name">The tensor name, such as <c>model.layers.0.mlp.up_proj.weight</c>.</param>
    /// <param name="rowCount">The expected number of output features.</param>
    /// <param name="columnCount">The expected number of input features.</param>
    /// <exception cref="CheckpointException">The matrix has the wrong shape or an unsupported format.</exception>
    public QuantizedMatrix? FindQuantized(string name, int rowCount, int columnCount) =>
        _weights.FindQuantized(name, rowCount, columnCount);

    /// <summary>Reads the tokenizer from the model's files.</summary>
    /// <exception cref="CheckpointException">A part of it is missing, damaged or not supported.</exception>
    internal TokenizerContents ReadTokenizer() => _readTokenizer();

    public void Dispose() => _weights.Dispose();
}
