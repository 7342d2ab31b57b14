using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>Lists the files that are embedded in a part of an Office file.</summary>
internal static class AttachedFiles
{
    /// <summary>Returns the names without folders.</summary>
    public static List<string> Names(Relationships relationships) =>
        [.. relationships.AllOfType("package").Concat(relationships.AllOfType("oleObject")).Select(part => part[(part.LastIndexOf('/') + 1)..]).Distinct()];
}
