using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// All tensors of a model folder by name, from one <c>model.safetensors</c>, from shards that
/// <c>model.safetensors.index.json</c> lists, or from files with other names (<see
/// cref="SafetensorsFiles.FindUnlisted"/>). As in huggingface/transformers the single file has precedence. An index
/// entry is checked when its tensor is requested: stale entries of unused tensors are ignored. Owns the open files.
/// </summary>
public sealed class CheckpointIndex : IDisposable
{
    /// <summary>The name of an unsharded file.</summary>
    public const string SingleFileName = "model.safetensors";

    /// <summary>The name of the index of shards.</summary>
    public const string IndexFileName = "model.safetensors.index.json";

    // On Windows a colon marks a drive or an alternate data stream.
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("/\\:");

    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, IndexedTensor> _tensors = new(StringComparer.Ordinal);

    // Tensors that are not in the shard that the index names, with the name of that shard.
    private readonly Dictionary<string, string> _misplaced = new(StringComparer.Ordinal);

    private CheckpointIndex(string path)
    {
        Path = path;
    }

    /// <summary>The path that determines the tensors: the single file, the index, or the folder of shards without an index.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, IndexedTensor> Tensors => _tensors;

    /// <summary>The open files.</summary>
    public IReadOnlyList<SafetensorsFile> Files => _files;

    /// <summary>Opens every file of a folder and checks their headers against the index.</summary>
    /// <exception cref="CheckpointException">
    /// There is no file; a file is damaged; all shards are missing, or one is named by a path; a tensor is in two
    /// files.
    /// </exception>
    public static CheckpointIndex Open(string folder)
    {
        string single = System.IO.Path.Combine(folder, SingleFileName);
        string? index = File.Exists(single) ? null : SafetensorsFiles.FindIndex(folder);
        IReadOnlyList<string> files = File.Exists(single) ? [single] : index is null ? SafetensorsFiles.FindUnlisted(folder) : [];
        CheckpointIndex opened = new(index ?? (files is [var only] ? only : folder));
        try
        {
            foreach (string file in files)
            {
                opened.Add(SafetensorsFile.Open(file));
            }

            if (index is not null)
            {
                opened.AddShards(folder);
            }

            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Finds a tensor; false if the checkpoint has none of that name.</summary>
    /// <exception cref="CheckpointException">The index names a shard that is missing or does not contain the tensor.</exception>
    public bool TryFind(string name, [NotNullWhen(true)] out IndexedTensor? tensor) =>
        _misplaced.TryGetValue(name, out string? shard) ? throw Misplaced(name, shard) : _tensors.TryGetValue(name, out tensor);

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
            if (CheckpointFile.Exists(path))
            {
                Add(SafetensorsFile.Open(path));
            }
        }

        foreach ((string name, string shard) in shardOf)
        {
            if (!_tensors.TryGetValue(name, out IndexedTensor? tensor)
                || System.IO.Path.GetFileName(tensor.File.Path) != shard)
            {
                _tensors.Remove(name);
                _misplaced.Add(name, shard);
            }
        }

        if (_tensors.Count == 0)
        {
            throw Misplaced(shardOf.First().Key, shardOf.First().Value);
        }
    }

    private CheckpointException Misplaced(string name, string shard)
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, shard);
        return CheckpointFile.Exists(path)
            ? new CheckpointException(Path, $"tensor '{name}' placed in '{shard}', which does not hold it", "the shard that holds it")
            : new CheckpointException(Path, $"tensor '{name}' in shard '{shard}', which is not in the folder", $"the file {path}");
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
            shardOf[name] = ReadShardName(path, name, member.Value);
        }

        return shardOf.Count > 0 ? shardOf : throw new CheckpointException(path, "an empty weight_map", Expected);
    }

    // The index is untrusted: a shard's name must not lead out of the folder.
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
