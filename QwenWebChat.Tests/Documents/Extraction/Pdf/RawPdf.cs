using System.Globalization;
using System.Text;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

/// <summary>A PDF written object by object, for what no library writes. Its font F1 is Helvetica.</summary>
internal sealed class RawPdf
{
    private const int FirstFree = 4;

    private readonly List<string> _objects = [];
    private readonly List<int> _pages = [];

    /// <summary>Adds an object; returns its number.</summary>
    public int Add(string body)
    {
        _objects.Add(body);
        return FirstFree + _objects.Count - 1;
    }

    public int AddStream(string dictionary, string content) =>
        Add(string.Create(CultureInfo.InvariantCulture, $"<<{dictionary}/Length {content.Length}>> stream\n{content}\nendstream"));

    /// <summary>A form that draws text in a box of a width and height.</summary>
    public int AddForm(string content, int width = 200, int height = 18) =>
        AddStream(string.Create(CultureInfo.InvariantCulture, $"/Type/XObject/Subtype/Form/BBox[0 0 {width} {height}]/Resources<</Font<</F1 3 0 R>>>>"), content);

    /// <summary>A page of 595 by 842 points.</summary>
    /// <param name="more">More entries of the page, such as its annotations.</param>
    /// <param name="resources">More of its resources.</param>
    public RawPdf Page(string content, string more = "", string resources = "")
    {
        int stream = AddStream("", content);
        _pages.Add(Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {stream} 0 R/Resources<</Font<</F1 3 0 R>>{resources}>>{more}>>"));
        return this;
    }

    /// <param name="catalog">More entries of the catalog, such as its form.</param>
    public byte[] Build(string catalog = "")
    {
        StringBuilder file = new();
        file.Append("%PDF-1.7\n");
        file.Append(CultureInfo.InvariantCulture, $"1 0 obj <</Type/Catalog/Pages 2 0 R{catalog}>> endobj\n");
        file.Append(CultureInfo.InvariantCulture, $"2 0 obj <</Type/Pages/Count {_pages.Count}/Kids[{string.Join(' ', _pages.Select(page => $"{page} 0 R"))}]>> endobj\n");
        file.Append("3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n");
        for (int index = 0; index < _objects.Count; index++)
        {
            file.Append(CultureInfo.InvariantCulture, $"{FirstFree + index} 0 obj {_objects[index]} endobj\n");
        }

        file.Append(CultureInfo.InvariantCulture, $"trailer <</Root 1 0 R/Size {FirstFree + _objects.Count}>>\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    /// <summary>Operators that write a line.</summary>
    public static string Line(double left, double baseline, string text, string before = "") =>
        string.Create(CultureInfo.InvariantCulture, $"q BT {before} /F1 11 Tf {left} {baseline} Td ({text}) Tj ET Q\n");
}
