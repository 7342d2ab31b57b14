using System.Text.RegularExpressions;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The model of a GGUF file, or of several parts (<c>x-00001-of-00002.gguf</c>): the first part has the keys, each part
/// its own tensors. Owns the open files. Source of the names and the split.* keys: llama-gguf-split in
/// ggml-org/llama.cpp.
/// </summary>
internal sealed partial class GgufModel : IDisposable
{
    private const string PartCount = "split.count";
    private const string PartNumber = "split.no";
    private const string TensorCount = "split.tensors.count";

    // A model seldom has more files beside it than its imatrix; a collection of models is rejected without opening
    // them.
    private const int MaxLookedInto = 8;

    private readonly List<GgufFile> _files = [];
    private readonly Dictionary<string, GgufFile> _holders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GgufTensor> _tensors = new(StringComparer.Ordinal);

    private GgufModel(GgufFile first)
    {
        Header = new GgufHeader(first.Header.Metadata, _tensors);
        Add(first);
    }

    /// <summary>The keys of the first part and the tensors of all, each with its offset in its own part.</summary>
    public GgufHeader Header { get; }

    /// <summary>The files, the first part first.</summary>
    public IEnumerable<string> FilePaths => _files.Select(file => file.Path);

    /// <summary>Returns whether a folder holds GGUF files.</summary>
    public static bool AreIn(string folder) => FilesIn(folder).Any();

    /// <summary>Returns the first GGUF file of the only model in a folder; null if there is none.</summary>
    /// <exception cref="CheckpointException">The folder contains several models.</exception>
    public static string? FindIn(string folder)
    {
        string[] files = [.. FilesIn(folder).Select(FirstPart).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] models = files.Length is > 1 and <= MaxLookedInto ? [.. files.Where(file => !GgufKind.IsBesideModels(file))] : files;
        return models switch
        {
            [] => files.FirstOrDefault(),
            [string only] => only,
            _ => throw new CheckpointException(
                folder, $"{models.Length} GGUF models ({SafetensorsFiles.Shown([.. models.Select(file => Path.GetFileName(file))])})", "a folder with one, or the path of the file itself"),
        };
    }

    /// <summary>Returns the name of a GGUF file without its extension and its part number.</summary>
    public static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        Match part = PartPattern().Match(name);
        return part.Success ? name[..part.Index] : name[..^GgufFile.Extension.Length];
    }

    /// <summary>Opens the file, and all other parts if it is the first of several.</summary>
    /// <exception cref="CheckpointException">
    /// A file is missing or damaged, the parts are not of one model, or a tensor is in two parts.
    /// </exception>
    public static GgufModel Open(string path)
    {
        GgufModel model = new(GgufFile.Open(path));
        try
        {
            model.AddOtherParts(path);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="GgufFile.Read"/>
    public void Read(GgufTensor tensor, long offset, Span<byte> destination) => FileOf(tensor).Read(tensor, offset, destination);

    /// <summary>Returns the path of the part that contains a tensor of this model.</summary>
    public string PathOf(GgufTensor tensor) => FileOf(tensor).Path;

    public void Dispose()
    {
        foreach (GgufFile file in _files)
        {
            file.Dispose();
        }
    }

    /// <summary>Returns the path of the first part, which has the keys, for the path of any part.</summary>
    public static string FirstPart(string path) => PartPattern().Replace(path, match => $"-00001-of-{match.Groups["count"].Value}{GgufFile.Extension}");

    [GeneratedRegex(@"-[0-9]{5}-of-(?<count>[0-9]{5})\.gguf$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PartPattern();

    private static IEnumerable<string> FilesIn(string folder) => CheckpointFile.FindIn(folder, $"*{GgufFile.Extension}");

    private GgufFile FileOf(GgufTensor tensor) => _holders[tensor.Name];

    private void AddOtherParts(string path)
    {
        GgufMetadata keys = Header.Metadata;
        int count = keys.OptionalInteger(PartCount, 0) ?? 1;
        int? total = keys.OptionalInteger(TensorCount, 0);
        if (count <= 1 || total == _tensors.Count || GgufNames.AreWhole(_tensors, keys.OptionalInteger(GgufConfigReader.LayerCount, 1) ?? int.MaxValue))
        {
            return; // parts that were merged may still say that they are several
        }

        string ending = FormattableString.Invariant($"-of-{count:D5}{GgufFile.Extension}");
        string first = $"-00001{ending}";
        if (!path.EndsWith(first, StringComparison.OrdinalIgnoreCase))
        {
            throw keys.Wrong(PartCount, $"the first part, whose name ends with {first}, beside the others");
        }

        for (int number = 0; number < count; number++)
        {
            GgufFile part = _files[0];
            if (number > 0)
            {
                part = GgufFile.Open(path[..^first.Length] + FormattableString.Invariant($"-{number + 1:D5}") + ending);
                Add(part);
            }

            RequirePart(part.Header.Metadata, number, count);
        }

        if (total is not null && total != _tensors.Count)
        {
            throw keys.Wrong(TensorCount, $"{_tensors.Count}, as many as the parts hold");
        }
    }

    private static void RequirePart(GgufMetadata keys, int number, int count)
    {
        if (keys.OptionalInteger(PartCount, 0) != count)
        {
            throw keys.Wrong(PartCount, $"{count}, as in the first part");
        }

        if (keys.OptionalInteger(PartNumber, 0) != number)
        {
            throw keys.Wrong(PartNumber, $"{number}, as the file's name says");
        }
    }

    private void Add(GgufFile file)
    {
        _files.Add(file);
        foreach ((string name, GgufTensor tensor) in file.Header.Tensors)
        {
            if (!_tensors.TryAdd(name, tensor))
            {
                throw new CheckpointException(
                    file.Path, $"tensor {GgufMetadata.Quote(name)}, which {Path.GetFileName(_holders[name].Path)} holds too", "each tensor in one part");
            }

            _holders.Add(name, file);
        }
    }
}
