using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// All tensors of a model folder by name, whether they lie in one <c>model.safetensors</c> or in shards that
/// <c>model.safetensors.index.json</c> lists. As in huggingface/transformers the single file wins where both are.
/// Owns the open files.
/// </summary>
public sealed class CheckpointIndex : IDisposable
{
    /// <summary>The name of an unsharded file.</summary>
    public const string SingleFileName = "model.safetensors";

    /// <summary>The name of the list of shards.</summary>
    public const string IndexFileName = "model.safetensors.index.json";

    // A colon is a drive or an alternate stream on Windows.
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("/\\:");

    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, IndexedTensor> _tensors = new(StringComparer.Ordinal);

    private CheckpointIndex(string path)
    {
        Path = path;
    }

    /// <summary>The file that says which tensors there are: the single file or the index.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, IndexedTensor> Tensors => _tensors;

    /// <summary>The open files.</summary>
    public IReadOnlyList<SafetensorsFile> Files => _files;

    /// <summary>Opens every file of a folder and checks their headers against the index.</summary>
    /// <exception cref="CheckpointException">
    /// Neither file is there; a file is broken; a shard is missing or named by a path; a tensor is not in the shard
    /// that the index names, or is in two.
    /// </exception>
    public static CheckpointIndex Open(string folder)
    {
        string single = System.IO.Path.Combine(folder, SingleFileName);
        string index = System.IO.Path.Combine(folder, IndexFileName);
        if (!File.Exists(single) && !File.Exists(index))
        {
            throw new CheckpointException(
                folder, $"neither {SingleFileName} nor {IndexFileName}", "a folder with the model's safetensors files");
        }

        bool isSharded = !File.Exists(single);
        CheckpointIndex opened = new(isSharded ? index : single);
        try
        {
            if (isSharded)
            {
                opened.AddShards(folder);
            }
            else
            {
                opened.Add(SafetensorsFile.Open(single));
            }

            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Finds a tensor, or says that the checkpoint has none of that name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out IndexedTensor? tensor) =>
        _tensors.TryGetValue(name, out tensor);

    public void Dispose()
    {
        foreach (SafetensorsFile file in _files)
        {
            file.Dispose();
        }
    }

    private void AddShards(string folder)
    {
        Dictionary<string, string> shardOf = ReadWeightMap(Path);
        foreach (string shard in shardOf.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            string path = System.IO.Path.Combine(folder, shard);
            if (!File.Exists(path))
            {
                throw new CheckpointException(Path, $"shard '{shard}', which is not in the folder", $"the file {path}");
            }

            Add(SafetensorsFile.Open(path));
        }

        foreach ((string name, string shard) in shardOf)
        {
            if (!_tensors.TryGetValue(name, out IndexedTensor? tensor)
                || System.IO.Path.GetFileName(tensor.File.Path) != shard)
            {
                throw new CheckpointException(
                    Path, $"tensor '{name}' placed in '{shard}', which does not hold it", "the shard that holds it");
            }
        }
    }

    private void Add(SafetensorsFile file)
    {
        _files.Add(file);
        foreach ((string name, TensorEntry entry) in file.Tensors)
        {
            if (!_tensors.TryAdd(name, new IndexedTensor(file, entry)))
            {
                throw new CheckpointException(
                    file.Path,
                    $"tensor '{name}', which {System.IO.Path.GetFileName(_tensors[name].File.Path)} holds too",
                    "each tensor in one shard");
            }
        }
    }

    private static Dictionary<string, string> ReadWeightMap(string path)
    {
        const string Expected = "a weight_map of tensor names to shard file names";
        JsonElement root = CheckpointJson.ReadFile(path, Expected);
        if (!root.TryGetProperty("weight_map", out JsonElement map))
        {
            throw new CheckpointException(path, "no weight_map", Expected);
        }

        if (map.ValueKind != JsonValueKind.Object)
        {
            throw new CheckpointException(path, $"weight_map = {CheckpointJson.Quote(map)}", Expected);
        }

        Dictionary<string, string> shardOf = new(StringComparer.Ordinal);
        foreach (JsonProperty member in map.EnumerateObject())
        {
            string name = CheckpointJson.Name(path, member);
            shardOf.Add(name, ReadShardName(path, name, member.Value));
        }

        return shardOf.Count > 0 ? shardOf : throw new CheckpointException(path, "an empty weight_map", Expected);
    }

    // The index is somebody else's text: a shard's name must not lead out of the folder.
    private static string ReadShardName(string path, string tensorName, JsonElement value)
    {
        string? shard = value.ValueKind == JsonValueKind.String ? CheckpointJson.Text(path, value) : null;
        if (string.IsNullOrEmpty(shard) || shard is "." or ".." || shard.AsSpan().ContainsAny(PathCharacters))
        {
            throw new CheckpointException(
                path, $"tensor '{tensorName}' in shard {CheckpointJson.Quote(value)}", "the name of a file in the same folder");
        }

        return shard;
    }
}
