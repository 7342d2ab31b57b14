using System.Globalization;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>
/// A Markdown report that is printed and written to a file line by line, so that an interrupted run keeps its results.
/// </summary>
internal sealed class GpuReport : IDisposable
{
    public const string FileName = "gpu.md";

    private readonly TextWriter _output;
    private readonly StreamWriter? _file;
    private readonly string _mark;
    private int _columnCount;

    /// <param name="folder">The folder of the file, created if it does not exist; null for no file.</param>
    /// <param name="mark">A mark beside every heading; empty for none.</param>
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

    /// <summary>Starts a table, to which <see cref="Row"/> adds rows.</summary>
    public void Table(params IReadOnlyList<string> headers)
    {
        Line("");
        _columnCount = headers.Count;
        foreach (string line in Markdown.Head(headers))
        {
            Line(line);
        }
    }

    /// <summary>Adds a row, whose last cells may be left out.</summary>
    public void Row(params IReadOnlyList<string> cells) => Line(Markdown.Row(cells.Concat(Enumerable.Repeat(Quantities.None, _columnCount - cells.Count))));

    public void Dispose() => _file?.Dispose();
}
