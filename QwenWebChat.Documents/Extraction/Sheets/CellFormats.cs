using System.Globalization;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Sheets;

/// <summary>The cell formats of a workbook, by index.</summary>
internal sealed class CellFormats
{
    private readonly List<CellFormat> _formats = [];

    public CellFormat this[string? style] =>
        int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < _formats.Count ? _formats[index] : CellFormat.BuiltIn(0);

    public static CellFormats Read(XmlCursor? xml)
    {
        CellFormats formats = new();
        Dictionary<string, CellFormat> own = [];
        foreach (string name in xml?.Children() ?? [])
        {
            if (name == "numFmts")
            {
                foreach (string _ in xml!.Children())
                {
                    own[xml["numFmtId"] ?? ""] = CellFormat.Of(xml["formatCode"] ?? "");
                }
            }
            else if (name == "cellXfs")
            {
                foreach (string _ in xml!.Children())
                {
                    string id = xml["numFmtId"] ?? "";
                    formats._formats.Add(own.TryGetValue(id, out CellFormat? format) ? format
                        : CellFormat.BuiltIn(int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0));
                }
            }
        }

        return formats;
    }
}
