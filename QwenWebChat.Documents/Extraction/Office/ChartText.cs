using System.Globalization;
using System.Text;
using QwenWebChat.Documents.Extraction.Packages;
using QwenWebChat.Documents.Extraction.Sheets;

namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>Reads a chart (ECMA-376, 21.2, or [MS-ODRAWXML] 2.24.3): its titles, and a table of its series with the stored numbers.</summary>
internal sealed class ChartText
{
    // Nested groups of categories; Excel draws only a few levels.
    private const int MaxLevels = 8;
    private const int MaxCells = 1_000_000;

    private readonly List<ChartSeries> _series = [];
    private readonly List<string> _names = [];
    private readonly List<string> _titles = [];

    public static List<TextBlock> Read(XmlCursor xml)
    {
        ChartText chart = new();
        chart.ReadElements(xml);
        foreach ((ChartSeries series, string name) in chart._series.Zip(chart._names))
        {
            series.Name = name;
        }

        List<TextBlock> blocks = [.. chart._titles.Where(title => title.Length > 0).Select(title => new TextBlock(DocumentPartKind.Paragraph, 0, title))];
        blocks.AddRange(chart.Rows());
        return blocks;
    }

    private void ReadElements(XmlCursor xml)
    {
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "title":
                    _titles.Add(ReadText(xml));
                    break;
                case "ser":
                    _series.Add(ReadSeries(xml));
                    break;
                case "series":
                    // Charts of 2016 and later store names and numbers separately, in the same order.
                    _names.Add(ReadSeries(xml).Name);
                    break;
                case "data":
                    _series.Add(ReadSeries(xml));
                    break;
                case "chart" or "plotArea" or "plotAreaRegion" or "chartData":
                    ReadElements(xml);
                    break;
                default:
                    if (name.EndsWith("Chart", StringComparison.Ordinal) || name.EndsWith("Ax", StringComparison.Ordinal))
                    {
                        ReadElements(xml);
                    }

                    break;
            }
        }
    }

    // Literal text, or the text of a cell.
    private static string ReadText(XmlCursor xml)
    {
        StringBuilder text = new();
        foreach (string name in xml.Descendants())
        {
            if (name is "t" or "v")
            {
                xml.AppendText(text);
            }
            else if (name is "p" or "pt" or "br" && text.Length > 0)
            {
                text.Append(' ');
            }
        }

        return text.ToString().ReplaceLineEndings(" ").Trim();
    }

    private static ChartSeries ReadSeries(XmlCursor xml)
    {
        ChartSeries series = new();
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "tx":
                    series.Name = ReadText(xml);
                    break;
                case "cat" or "xVal" or "strDim":
                    series.Categories = ReadPoints(xml);
                    break;
                case "val" or "yVal" or "numDim":
                    series.Values = ReadPoints(xml);
                    break;
            }
        }

        return series;
    }

    private static SortedDictionary<int, string> ReadPoints(XmlCursor xml)
    {
        List<SortedDictionary<int, string>> levels = [[]];
        CellFormat? format = null;
        foreach (string name in xml.Descendants())
        {
            switch (name)
            {
                case "formatCode":
                    format = CellFormat.Of(xml.Text());
                    break;
                case "lvl" when levels[^1].Count > 0 && levels.Count < MaxLevels:
                    levels.Add([]);
                    break;
                case "pt":
                    AddPoint(xml, format, levels[^1]);
                    break;
            }
        }

        return levels.Count == 1 ? levels[0] : Join(levels);
    }

    private static void AddPoint(XmlCursor xml, CellFormat? format, SortedDictionary<int, string> points)
    {
        if (!int.TryParse(xml["idx"], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return;
        }

        CellFormat? own = xml["formatCode"] is { } pattern ? CellFormat.Of(pattern) : format;
        string value = xml.Text().ReplaceLineEndings(" ").Trim();
        points[index] = own is not null && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? own.Show(number, is1904: false).Trim()
            : value;
    }

    // Grouped categories: the name of a group is stored at its first member, on an outer level.
    private static SortedDictionary<int, string> Join(List<SortedDictionary<int, string>> levels)
    {
        SortedDictionary<int, string> joined = [];
        string[] groups = new string[levels.Count];
        foreach (int index in levels.SelectMany(level => level.Keys).Distinct().Order())
        {
            for (int level = 0; level < levels.Count; level++)
            {
                groups[level] = levels[level].TryGetValue(index, out string? text) ? text : level == 0 ? "" : groups[level];
            }

            joined[index] = string.Join(' ', groups.Reverse().Where(group => !string.IsNullOrEmpty(group)));
        }

        return joined;
    }

    // Series with the same categories share a table.
    private IEnumerable<TextBlock> Rows()
    {
        for (int first = 0, next; first < _series.Count; first = next)
        {
            next = first + 1;
            while (next < _series.Count && _series[next].Categories.SequenceEqual(_series[first].Categories))
            {
                next++;
            }

            List<ChartSeries> table = _series[first..next];
            List<int> indices = [.. table.SelectMany(series => series.Values.Keys).Concat(table[0].Categories.Keys).Distinct().Order()];
            if ((long)indices.Count * table.Count > MaxCells)
            {
                throw DocumentReadException.TooLarge("numbers in a chart", MaxCells);
            }

            if (table.Exists(series => series.Name.Length > 0))
            {
                yield return Row("", table.Select(series => series.Name));
            }

            foreach (int index in indices)
            {
                yield return Row(table[0].Categories.GetValueOrDefault(index, ""), table.Select(series => series.Values.GetValueOrDefault(index, "")));
            }
        }
    }

    private static TextBlock Row(string category, IEnumerable<string> values) => new(DocumentPartKind.TableRow, 0, string.Join(" | ", values.Prepend(category)));
}
