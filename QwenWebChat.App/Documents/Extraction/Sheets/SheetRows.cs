using System.Globalization;
using System.Text;
using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.Sheets;

/// <summary>Reads the rows of a sheet: shown values, joined in the order of their columns, with empty cells in between kept.</summary>
internal sealed class SheetRows(SharedStrings strings, CellFormats formats, bool is1904)
{
    // A cell far out on its own is not worth a thousand bars.
    private const int MaxGap = 20;

    /// <summary>Formulas that were saved without a result.</summary>
    public int WithoutValueCount { get; private set; }

    public void Read(XmlCursor xml, Action<string> sink)
    {
        foreach (string name in xml.Children())
        {
            if (name != "sheetData")
            {
                continue;
            }

            foreach (string row in xml.Children())
            {
                if (row == "row" && ReadRow(xml) is { Length: > 0 } text)
                {
                    sink(text);
                }
            }
        }
    }

    private string ReadRow(XmlCursor xml)
    {
        StringBuilder row = new();
        int column = 0;
        int filled = -1;
        foreach (string name in xml.Children())
        {
            if (name != "c")
            {
                continue;
            }

            column = Column(xml["r"]) ?? column + 1;
            string value = ReadCell(xml);
            if (string.IsNullOrWhiteSpace(value))
            {
                continue;
            }

            int gap = filled < 0 ? Math.Min(column - 1, MaxGap) : Math.Clamp(column - filled, 1, MaxGap);
            row.Insert(row.Length, " | ", gap).Append(value.Trim().ReplaceLineEndings(" "));
            filled = column;
        }

        return row.ToString();
    }

    private string ReadCell(XmlCursor xml)
    {
        string? type = xml["t"];
        string? style = xml["s"];
        string? value = null;
        bool hasFormula = false;
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "v":
                    value = xml.Text();
                    break;
                case "is":
                    value = SharedStrings.RichText(xml);
                    break;
                case "f":
                    hasFormula = true;
                    break;
            }
        }

        WithoutValueCount += hasFormula && string.IsNullOrEmpty(value) ? 1 : 0;
        return value is null ? "" : Show(value, type, style);
    }

    private string Show(string value, string? type, string? style) => type switch
    {
        "s" => strings[value] ?? "",
        "b" => value == "1" ? "TRUE" : "FALSE",
        null or "n" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => formats[style].Show(number, is1904),
        _ => value,
    };

    // A is 1; null if the cell does not say where it stands.
    private static int? Column(string? reference)
    {
        int column = 0;
        foreach (char letter in reference ?? "")
        {
            if (letter is < 'A' or > 'Z' || column > 20_000)
            {
                break;
            }

            column = (column * 26) + letter - 'A' + 1;
        }

        return column == 0 ? null : column;
    }
}
