namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A model, opened and checked: a Hugging Face folder or a GGUF file. Of the weights only the headers have been read.
/// Owns the open files, not the tensors that it loads.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private const string KeyBias = "model.layers.0.self_attn.k_proj.bias";

    private readonly WeightFiles _weights;

    private Checkpoint(string path, string name, Qwen2Config config, GenerationDefaults generationDefaults, WeightFiles weights)
    {
        Path = path;
        Name = name;
        Config = config;
        GenerationDefaults = generationDefaults;
        _weights = weights;
    }

    /// <summary>The full path of the folder or of the (first) GGUF file.</summary>
    public string Path { get; }

    /// <summary>The model's name, see <see cref="NameOf"/>; of a GGUF file under another ending the name that is in it.</summary>
    public string Name { get; }

    public Qwen2Config Config { get; }

    public GenerationDefaults GenerationDefaults { get; }

    /// <summary>The files that hold the tensors.</summary>
    public IEnumerable<string> FilePaths => _weights.FilePaths;

    /// <summary>The bytes of all tensors as they are in the files.</summary>
    public long TensorBytes => _weights.TensorBytes;

    /// <inheritdoc cref="ModelLocation.NameOf"/>
    public static string NameOf(string path) => ModelLocation.NameOf(path);

    /// <summary>
    /// Opens a folder (<c>config.json</c>, <c>generation_config.json</c> if there, and the safetensors headers), or the
    /// head of a GGUF file. The path may also name a folder that holds one GGUF file alone, a file within a model folder, or a
    /// repository in a Hugging Face cache.
    /// </summary>
    /// <exception cref="CheckpointException">It is absent, or something in it is missing, broken or not supported.</exception>
    public static Checkpoint Open(string path)
    {
        ModelLocation location = ModelLocation.Find(path);
        return location.IsGguf ? OpenGguf(location.Path) : OpenFolder(location);
    }

    /// <summary>
    /// Checks from the headers alone that a float tensor can be loaded, so that a bad folder is refused before memory
    /// is allocated for it.
    /// </summary>
    /// <param name="name">The tensor's name in the checkpoint.</param>
    /// <param name="shape">The shape that it must have, slowest dimension first.</param>
    /// <exception cref="CheckpointException">It is missing, misshapen, or neither F32, F16 nor BF16.</exception>
    /// <returns>The type that it has in the file.</returns>
    public DType Require(string name, IReadOnlyList<long> shape) => FindFloats(name, shape).Entry.DType;

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

    private static Checkpoint OpenFolder(ModelLocation location)
    {
        string folder = location.Path;
        Qwen2Config config = Qwen2Config.Load(folder);
        GenerationDefaults defaults = GenerationDefaults.Load(folder);
        SafetensorsWeights weights = SafetensorsWeights.Open(folder);
        try
        {
            if (location.NamedWeights is { } named && !weights.FilePaths.Contains(named, StringComparer.OrdinalIgnoreCase))
            {
                string used = System.IO.Path.GetFileName(weights.FilePaths.First());
                throw new CheckpointException(named, $"a file that the folder's model is not made of ({used} is)", "the folder, or this file in a folder of its own");
            }

            config = Qwen2ConfigReader.CompleteFrom(System.IO.Path.Combine(folder, Qwen2Config.FileName), config, weights.FindShape(KeyBias));
            return new Checkpoint(folder, NameOf(folder), config, defaults, weights);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private static Checkpoint OpenGguf(string path)
    {
        GgufModel model = GgufModel.Open(path);
        try
        {
            Qwen2Config config = GgufConfigReader.Read(model.Header);
            GenerationDefaults defaults = GgufGenerationReader.Read(model.Header.Metadata);
            string name = GgufFile.HasName(path) ? NameOf(path) : model.Header.Metadata.Label("general.name") ?? NameOf(path);
            return new Checkpoint(path, name, config, defaults, new GgufWeights(model));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
