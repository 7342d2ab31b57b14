namespace QwenWebChat.Inference.Checkpoints;

/// <summary>A Hugging Face folder: <c>config.json</c>, safetensors files and tokenizer files.</summary>
internal sealed class HuggingFaceFormat : ICheckpointFormat
{
    private const string KeyBias = "model.layers.0.self_attn.k_proj.bias";

    public string? FindIn(string folder) => File.Exists(Path.Combine(folder, Qwen2Config.FileName)) && SafetensorsFiles.AreIn(folder) ? folder : null;

    public string? FindFile(string file) => null;

    public Checkpoint Open(ModelLocation location)
    {
        string folder = location.Path;
        Qwen2Config config = Qwen2Config.Load(folder);
        GenerationDefaults defaults = GenerationDefaults.Load(folder);
        SafetensorsWeights weights = SafetensorsWeights.Open(folder);
        try
        {
            if (location.NamedWeights is { } named && !weights.FilePaths.Contains(named, StringComparer.OrdinalIgnoreCase))
            {
                string used = Path.GetFileName(weights.FilePaths.First());
                throw new CheckpointException(named, $"a file that the folder's model is not made of ({used} is)", "the folder, or this file in a folder of its own");
            }

            config = Qwen2ConfigReader.CompleteFrom(Path.Combine(folder, Qwen2Config.FileName), config, weights.FindShape(KeyBias));
            return new Checkpoint(folder, ModelLocation.NameOf(folder), config, defaults, () => ReadTokenizer(folder), weights);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    public TokenizerContents ReadTokenizer(string path) => TokenizerFolder.Read(path);
}
