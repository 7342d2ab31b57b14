namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A model on disk, found from a user's path: a model folder, a GGUF file of any name, a file within a model folder, or
/// a repository of a Hugging Face cache.
/// </summary>
/// <param name="Path">The full path of the folder, or of the (first) GGUF file.</param>
/// <param name="Format">The format of its files.</param>
internal sealed record ModelLocation(string Path, ICheckpointFormat Format)
{
    /// <summary>The accepted kinds of paths, for messages.</summary>
    public const string Expected = "a model folder with config.json and safetensors files, or a .gguf file";

    /// <summary>The safetensors file that the path named within the folder; null for none.</summary>
    public string? NamedWeights { get; private init; }

    /// <summary>Finds the model for a path.</summary>
    /// <exception cref="CheckpointException">The path does not exist, contains several models, or something else.</exception>
    public static ModelLocation Find(string path)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (Directory.Exists(full))
        {
            return InFolder(full);
        }

        if (First(format => format.FindFile(full)) is { } location)
        {
            return location;
        }

        return !CheckpointFile.Exists(full) ? throw new CheckpointException(full, "no such folder", Expected)
            : CheckpointFile.IsEmpty(full) ? throw new CheckpointException(full, "an empty file", Expected)
            : AroundFile(full);
    }

    /// <summary>
    /// Returns the model's name: that of its folder or of the repository in a Hugging Face cache, such as
    /// <c>Qwen2.5-7B-Instruct</c>, or that of the GGUF file without its extension.
    /// </summary>
    public static string NameOf(string path)
    {
        string folder = System.IO.Path.GetDirectoryName(path) ?? path;
        bool isWithinModel = !GgufFile.HasName(path) && File.Exists(path) && IsModelFolder(folder);
        return isWithinModel ? HubCache.NameOf(folder)
            : GgufFile.HasName(path) ? GgufModel.NameOf(path)
            : HubCache.NameOf(path);
    }

    private static ModelLocation InFolder(string folder)
    {
        folder = HubCache.FindSnapshot(folder) ?? folder;
        ForeignWeights.RefuseAdapter(folder);
        if (First(format => format.FindIn(folder)) is { } location)
        {
            return location;
        }

        // With a part of a model, opening it names what is missing.
        return IsModelFolder(folder) || SafetensorsFiles.AreIn(folder) || ForeignWeights.Describe(folder) is not { } foreign
            ? new ModelLocation(folder, CheckpointFormats.HuggingFace)
            : throw foreign;
    }

    private static ModelLocation? First(Func<ICheckpointFormat, string?> find) =>
        CheckpointFormats.All.Select(format => find(format) is { } path ? new ModelLocation(path, format) : null).FirstOrDefault(location => location is not null);

    private static ModelLocation AroundFile(string file)
    {
        string folder = System.IO.Path.GetDirectoryName(file)!;
        if (!IsModelFolder(folder) && HubCache.FindSnapshot(folder) is null)
        {
            ForeignWeights.RefuseAdapter(folder);
            throw ForeignWeights.DescribeFile(file);
        }

        return InFolder(folder) with { NamedWeights = file.EndsWith(SafetensorsFiles.Extension, StringComparison.OrdinalIgnoreCase) ? file : null };
    }

    private static bool IsModelFolder(string folder) => File.Exists(System.IO.Path.Combine(folder, Qwen2Config.FileName));
}
