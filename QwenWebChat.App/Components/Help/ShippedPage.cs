namespace QwenWebChat.App.Components.Help;

/// <summary>The README that the build copies beside the program: the one place where instructions are written.</summary>
internal static class ReadmeSection
{
    /// <summary>The Markdown below a heading of the second level, up to the next; empty where there is none.</summary>
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
