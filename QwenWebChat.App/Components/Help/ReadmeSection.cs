namespace QwenWebChat.App.Components.Help;

/// <summary>
/// Reads sections of the README that the build copies next to the program, so that instructions exist only once.
/// </summary>
internal static class ReadmeSection
{
    /// <summary>Returns the Markdown of a section with a second-level heading; empty if there is none.</summary>
    public static async Task<string> ReadAsync(string heading)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "README.md");
        string[] lines = File.Exists(path) ? await File.ReadAllLinesAsync(path) : [];
        return string.Join('\n', lines
            .SkipWhile(line => line != $"## {heading}")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)));
    }
}
