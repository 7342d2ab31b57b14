namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Repositories in the cache of huggingface_hub: <c>models--Qwen--Qwen2.5-7B-Instruct</c> with <c>refs/main</c> (a
/// commit), <c>snapshots/&lt;commit&gt;</c> (links) and <c>blobs</c> (their targets). Source: the page "Understand
/// caching" of huggingface_hub's documentation.
/// </summary>
internal static class HubCache
{
    private const string RepositoryPrefix = "models--";
    private const string Separator = "--";
    private const string Snapshots = "snapshots";
    private const string Blobs = "blobs";
    private const string Refs = "refs";

    // A commit has 40 characters.
    private const int MaxRefBytes = 1000;

    /// <summary>
    /// Returns the newest snapshot of a repository that contains weights: that of <c>refs/main</c>, otherwise the last
    /// written one. Null for a folder that is neither a repository nor one of its three subfolders.
    /// </summary>
    /// <exception cref="CheckpointException">The repository has no snapshot.</exception>
    public static string? FindSnapshot(string folder)
    {
        if (FindRepository(folder) is not { } repository)
        {
            return null;
        }

        string snapshots = Path.Combine(repository, Snapshots);
        DirectoryInfo[] found = Directory.Exists(snapshots) ? new DirectoryInfo(snapshots).GetDirectories() : [];
        string? main = ReadMain(repository);
        string[] newestFirst = [.. found.OrderByDescending(snapshot => snapshot.Name == main).ThenByDescending(snapshot => snapshot.LastWriteTimeUtc).Select(snapshot => snapshot.FullName)];
        return newestFirst.FirstOrDefault(HoldsWeights) ?? newestFirst.FirstOrDefault()
            ?? throw new CheckpointException(repository, "a Hugging Face cache folder without a snapshot", "one whose download has ended; download the model again");
    }

    /// <summary>
    /// Returns the repository's name for a path in the cache, such as <c>Qwen2.5-7B-Instruct</c>; the last name of any
    /// other path.
    /// </summary>
    public static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        string? parent = Path.GetDirectoryName(path);
        if (Path.GetFileName(parent) == Snapshots)
        {
            name = Path.GetFileName(Path.GetDirectoryName(parent)!);
        }
        else if (name is Snapshots or Blobs or Refs && IsRepositoryName(Path.GetFileName(parent)))
        {
            name = Path.GetFileName(parent)!;
        }

        return IsRepositoryName(name) ? name[(name.LastIndexOf(Separator, StringComparison.Ordinal) + Separator.Length)..] : name;
    }

    private static string? FindRepository(string folder)
    {
        bool isPart = Path.GetFileName(folder) is Snapshots or Blobs or Refs;
        return IsRepository(folder) ? folder
            : isPart && Path.GetDirectoryName(folder) is { } parent && IsRepository(parent) ? parent
            : null;
    }

    private static bool IsRepository(string folder) =>
        !File.Exists(Path.Combine(folder, Qwen2Config.FileName))
        && (IsRepositoryName(Path.GetFileName(folder))
            || (Directory.Exists(Path.Combine(folder, Snapshots)) && Directory.Exists(Path.Combine(folder, Blobs))));

    private static bool IsRepositoryName(string? name) => name is not null && name.StartsWith(RepositoryPrefix, StringComparison.Ordinal);

    private static string? ReadMain(string repository)
    {
        FileInfo main = new(Path.Combine(repository, Refs, "main"));
        try
        {
            return main.Exists && main.Length <= MaxRefBytes ? File.ReadAllText(main.FullName).Trim() : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // the time of a snapshot then decides
        }
    }

    private static bool HoldsWeights(string snapshot) => SafetensorsFiles.AreIn(snapshot) || GgufModel.AreIn(snapshot);
}
