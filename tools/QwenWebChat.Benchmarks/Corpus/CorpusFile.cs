namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>A file of a corpus.</summary>
/// <param name="Path">The file on disk.</param>
/// <param name="Name">The file's path within the corpus, with slashes.</param>
/// <param name="Kind">One of <see cref="CorpusKinds"/>.</param>
internal sealed record CorpusFile(string Path, string Name, string Kind)
{
    /// <summary>Finds every file of a known kind, including subfolders, sorted by name.</summary>
    public static IReadOnlyList<CorpusFile> Find(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Kind: CorpusKinds.Of(path)))
            .Where(file => file.Kind is not null)
            .Select(file => new CorpusFile(System.IO.Path.GetFullPath(file.Path), System.IO.Path.GetRelativePath(folder, file.Path).Replace('\\', '/'), file.Kind!))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];
}
