namespace QwenWebChat.Benchmarks;

/// <summary>Formats tables in Markdown.</summary>
internal static class Markdown
{
    public static string Row(params IEnumerable<string> cells) =>
        $"| {string.Join(" | ", cells.Select(cell => cell.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)))} |";

    /// <summary>Returns the first two rows of a table.</summary>
    /// <param name="alignment">The second row's cell in every column but the first.</param>
    public static IEnumerable<string> Head(IReadOnlyList<string> headers, string alignment = "---") =>
        [Row(headers), Row(headers.Select((_, column) => column == 0 ? "---" : alignment))];
}
