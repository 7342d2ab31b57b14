using System.Collections.Frozen;

namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The kinds of files in a corpus, by file name: the measurement is how the reader handles each of them.</summary>
internal static class CorpusKinds
{
    private static readonly FrozenDictionary<string, string> ByExtension = new Dictionary<string, string>
    {
        [".pdf"] = "pdf",
        [".docx"] = "docx",
        [".pptx"] = "pptx",
        [".xlsx"] = "xlsx",
        [".epub"] = "epub",
        [".odt"] = "odt",
        [".ods"] = "ods",
        [".odp"] = "odp",
        [".rtf"] = "rtf",
        [".eml"] = "eml",
        [".mht"] = "mhtml",
        [".mhtml"] = "mhtml",
        [".htm"] = "html",
        [".html"] = "html",
        [".txt"] = "txt",
        [".doc"] = "doc",
        [".xls"] = "xls",
        [".ppt"] = "ppt",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The kinds that are mutated: those whose parsers have crashed their process.</summary>
    public static IReadOnlyList<string> Mutated { get; } = ["pdf", "docx", "xlsx", "pptx", "epub"];

    /// <returns>Null for a file of an unknown kind.</returns>
    public static string? Of(string path) => ByExtension.GetValueOrDefault(Path.GetExtension(path));
}
