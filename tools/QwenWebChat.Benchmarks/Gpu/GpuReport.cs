using System.Globalization;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Markdown that is shown and written to a file line by line as it comes: what was measured stays when the run is cut off.</summary>
internal sealed class GpuReport : IDisposable
{
    public const string FileName = "gpu.md";

    private readonly TextWriter _output;
    private readonly StreamWriter? _file;
    private readonly string _mark;

    /// <param name="folder">Where the file goes, made if it is not there; null for none.</param>
    /// <param name="mark">What stands beside every heading; empty for nothing.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public GpuReport(TextWriter output, string? folder, string mark)
    {
        (_output, _mark) = (output, mark);
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            _file = new StreamWriter(Path.Combine(folder, FileName)) { AutoFlush = true };
        }
    }

    public void Section(string title)
    {
        Line("");
        Line($"## {title}{_mark}");
    }

    public void Line(FormattableString text) => Line(text.ToString(CultureInfo.InvariantCulture));

    public void Line(string text)
    {
        _output.WriteLine(text);
        _output.Flush();
        _file?.WriteLine(text);
    }

    /// <summary>Begins a table; <see cref="Row"/> goes on with it.</summary>
    public void Table(params IReadOnlyList<string> headers)
    {
        Line("");
        Row(headers);
        Row([.. headers.Select(_ => "---")]);
    }

    public void Row(params IReadOnlyList<string> cells) => Line($"| {string.Join(" | ", cells.Select(cell => cell.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)))} |");

    public void Dispose() => _file?.Dispose();
}
