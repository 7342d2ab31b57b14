namespace QwenWebChat.Inference.Checkpoints;

/// <summary>A GGUF file, or several parts of one.</summary>
internal sealed class GgufFormat : ICheckpointFormat
{
    public string? FindIn(string folder) => GgufModel.FindIn(folder);

    // Ollama names a file by the hash of its content.
    public string? FindFile(string file) =>
        GgufFile.HasName(file) ? GgufModel.FirstPart(file)
        : CheckpointFile.Exists(file) && GgufFile.HasMagic(file) ? file
        : null;

    public Checkpoint Open(ModelLocation location)
    {
        string path = location.Path;
        GgufModel model = GgufModel.Open(path);
        try
        {
            GgufMetadata keys = model.Header.Metadata;
            Qwen2Config config = GgufConfigReader.Read(model.Header);
            GenerationDefaults defaults = GgufGenerationReader.Read(keys);
            string name = GgufFile.HasName(path) ? ModelLocation.NameOf(path) : keys.Label("general.name") ?? ModelLocation.NameOf(path);
            return new Checkpoint(path, name, config, defaults, () => GgufTokenizer.Read(keys), new GgufWeights(model));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public TokenizerContents ReadTokenizer(string path)
    {
        using GgufFile file = GgufFile.Open(path);
        return GgufTokenizer.Read(file.Header.Metadata);
    }
}
