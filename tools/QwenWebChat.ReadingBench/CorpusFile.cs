namespace QwenWebChat.ReadingBench;

/// <summary>A file of a corpus.</summary>
/// <param name="Path">The file on disk.</param>
/// <param name="Name">The file's path within the corpus, with slashes.</param>
/// <param name="Kind">The kind by the file's extension: the measurement is how the reader handles each of them.</param>
internal sealed record CorpusFile(string Path, string Name, string Kind)
{
    private static readonly string[] Kinds = ["pdf", "docx", "pptx", "xlsx", "epub", "odt", "ods", "odp", "rtf", "eml", "mhtml", "html", "txt", "doc", "xls", "ppt"];

    /// <summary>The kinds that are mutated: those whose parsers have crashed their process.</summary>
    public static IReadOnlyList<string> MutatedKinds { get; } = ["pdf", "docx", "xlsx", "pptx", "epub"];

    /// <summary>Finds every file of a known kind, including subfolders, sorted by name.</summary>
    public static IReadOnlyList<CorpusFile> Find(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => new CorpusFile(System.IO.Path.GetFullPath(path), System.IO.Path.GetRelativePath(folder, path).Replace('\\', '/'), KindOf(path)))
            .Where(file => Kinds.Contains(file.Kind))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    private static string KindOf(string path) => System.IO.Path.GetExtension(path).TrimStart('.').ToLowerInvariant() switch
    {
        "htm" => "html",
        "mht" => "mhtml",
        string extension => extension,
    };
}
