using System.Globalization;
using System.Security;
using System.Text;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>Writes a text document in the one-file form of OpenDocument 1.3 (.fodt), which LibreOffice turns into the others.</summary>
internal sealed class FlatText
{
    private readonly StringBuilder _body = new();
    private string? _nextStyle;
    private int _noteCount;

    public FlatText Heading(int level, string text)
    {
        string number = level.ToString(CultureInfo.InvariantCulture);
        return Write($"""<text:h text:style-name="Heading_20_{number}{_nextStyle}" text:outline-level="{number}">{Escape(text)}</text:h>""");
    }

    public FlatText Paragraph(string text) => Write($"""<text:p text:style-name="Standard{_nextStyle}">{Escape(text)}</text:p>""");

    public FlatText RightToLeft(string text) => Write($"""<text:p text:style-name="Rtl">{Escape(text)}</text:p>""");

    /// <summary>A paragraph whose letters are turned by 90 degrees.</summary>
    public FlatText Turned(string text) => Write($"""<text:p text:style-name="Standard"><text:span text:style-name="Turned">{Escape(text)}</text:span></text:p>""");

    /// <summary>A paragraph with a footnote between its two parts.</summary>
    public FlatText Noted(string before, string note, string after) => Write($"""
        <text:p text:style-name="Standard">{Escape(before)}<text:note text:id="n{++_noteCount}" text:note-class="footnote"><text:note-citation>{_noteCount}</text:note-citation><text:note-body><text:p text:style-name="Footnote">{Escape(note)}</text:p></text:note-body></text:note>{Escape(after)}</text:p>
        """);

    public FlatText List(bool isNumbered, params string[] items) => Write($"""
        <text:list text:style-name="{(isNumbered ? "Numbers" : "Bullets")}">{string.Concat(items.Select(item => $"<text:list-item><text:p>{Escape(item)}</text:p></text:list-item>"))}</text:list>
        """);

    public FlatText Table(params string[][] rows) => Write($"""
        <table:table><table:table-column table:number-columns-repeated="{rows[0].Length}"/>{string.Concat(rows.Select(Row))}</table:table>
        """);

    /// <summary>Two columns, filled evenly.</summary>
    public FlatText Columns(Action<FlatText> content)
    {
        Write("""<text:section text:style-name="Two" text:name="Columns">""");
        content(this);
        return Write("</text:section>");
    }

    /// <summary>What follows stands on a new page.</summary>
    public FlatText Page() => Next("Break");

    /// <summary>What follows stands on a new page that lies on its side.</summary>
    public FlatText WidePage() => Next("Wide");

    /// <summary>What follows stands on a new page that stands upright again.</summary>
    public FlatText TallPage() => Next("Tall");

    public string Build() => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document {FlatStyles.Namespaces} office:mimetype="application/vnd.oasis.opendocument.text" office:version="1.3">
        <office:meta><dc:title>The harbour report</dc:title></office:meta>
        {FlatStyles.Text}
        <office:body><office:text>{_body}</office:text></office:body></office:document>
        """;

    private static string Row(string[] cells) =>
        $"<table:table-row>{string.Concat(cells.Select(cell => $"<table:table-cell><text:p>{Escape(cell)}</text:p></table:table-cell>"))}</table:table-row>";

    private FlatText Next(string style)
    {
        _nextStyle = style;
        return this;
    }

    private FlatText Write(string xml)
    {
        _body.Append(xml).Append('\n');
        _nextStyle = null;
        return this;
    }

    private static string Escape(string text) => SecurityElement.Escape(text);
}
