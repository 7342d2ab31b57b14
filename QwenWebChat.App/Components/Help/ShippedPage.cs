namespace QwenWebChat.App.Components.Help;

/// <summary>Reads the pages of <c>docs/</c>, which the build copies beside the program.</summary>
internal static class ShippedPage
{
    /// <summary>The Markdown of a page without its title line; empty if the file is missing.</summary>
    /// <param name="fileName">Such as <c>models.md</c>.</param>
    public static async Task<string> ReadAsync(string fileName)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "docs", fileName);
        string[] lines = File.Exists(path) ? await File.ReadAllLinesAsync(path) : [];
        return string.Join('\n', lines.Skip(1));
    }
}
