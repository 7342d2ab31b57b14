namespace QwenWebChat.Documents.Extraction.Packages;

/// <summary>Resolves names of files within a package.</summary>
internal static class PackagePath
{
    /// <summary>Returns the file that a reference in another file means, without fragment and query; never above the package's root.</summary>
    public static string Resolve(string from, string reference)
    {
        string path = Unescape(reference.Split('#', '?')[0].Replace('\\', '/'));
        List<string> segments = path.StartsWith('/') ? [] : [.. from.Split('/').SkipLast(1)];
        foreach (string segment in path.Split('/'))
        {
            if (segment == ".." && segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment is not ("" or "." or ".."))
            {
                segments.Add(segment);
            }
        }

        return string.Join('/', segments);
    }

    private static string Unescape(string path) => path.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(path) : path;
}
