using System.Globalization;
using System.Security;
using System.Text;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>Writes a presentation in the one-file form of OpenDocument 1.3 (.fodp).</summary>
internal sealed class FlatSlides
{
    private const string Styles = """
        <office:styles>
          <style:style style:name="standard" style:family="graphic"/>
          <style:presentation-page-layout style:name="Layout"><presentation:placeholder presentation:object="title" svg:x="1.4cm" svg:y="0.6cm" svg:width="25cm" svg:height="2.6cm"/><presentation:placeholder presentation:object="outline" svg:x="1.4cm" svg:y="3.7cm" svg:width="25cm" svg:height="7cm"/></style:presentation-page-layout>
        </office:styles>
        <office:automatic-styles>
          <style:page-layout style:name="Screen"><style:page-layout-properties fo:page-width="28cm" fo:page-height="15.75cm" fo:margin="0cm" style:print-orientation="landscape"/></style:page-layout>
          <style:style style:name="Plain" style:family="drawing-page"/>
          <style:style style:name="Title" style:family="presentation"><style:text-properties fo:font-size="32pt"/></style:style>
          <style:style style:name="Outline" style:family="presentation"><style:text-properties fo:font-size="20pt"/></style:style>
          <style:style style:name="Skipped" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>
          <text:list-style style:name="Points"><text:list-level-style-bullet text:level="1" text:bullet-char="•"><style:list-level-properties text:min-label-width="0.8cm"/></text:list-level-style-bullet><text:list-level-style-bullet text:level="2" text:bullet-char="–"><style:list-level-properties text:space-before="1.2cm" text:min-label-width="0.8cm"/></text:list-level-style-bullet></text:list-style>
        </office:automatic-styles>
        <office:master-styles><style:master-page style:name="Default" style:page-layout-name="Screen" draw:style-name="Plain"/></office:master-styles>
        """;

    private readonly StringBuilder _slides = new();

    /// <param name="points">Items of the outline; one that begins with a tab is below the one before it.</param>
    public FlatSlides Slide(string title, string[] points, string[][]? table = null, string? notes = null, bool isHidden = false)
    {
        _slides.Append(CultureInfo.InvariantCulture, $"""<draw:page draw:name="{SecurityElement.Escape(title)}" draw:style-name="{(isHidden ? "Skipped" : "Plain")}" draw:master-page-name="Default" presentation:presentation-page-layout-name="Layout">""");
        _slides.Append(CultureInfo.InvariantCulture, $"""<draw:frame presentation:style-name="Title" draw:layer="layout" presentation:class="title" svg:width="25cm" svg:height="2.6cm" svg:x="1.4cm" svg:y="0.6cm"><draw:text-box><text:p>{SecurityElement.Escape(title)}</text:p></draw:text-box></draw:frame>""");
        if (points.Length > 0)
        {
            _slides.Append(CultureInfo.InvariantCulture, $"""<draw:frame presentation:style-name="Outline" draw:layer="layout" presentation:class="outline" svg:width="25cm" svg:height="7cm" svg:x="1.4cm" svg:y="3.7cm"><draw:text-box><text:list text:style-name="Points">{string.Concat(points.Select(Item))}</text:list></draw:text-box></draw:frame>""");
        }

        if (table is not null)
        {
            _slides.Append(CultureInfo.InvariantCulture, $"""<draw:frame svg:width="20cm" svg:height="3cm" svg:x="1.4cm" svg:y="11cm"><table:table>{string.Concat(Enumerable.Repeat("<table:table-column/>", table[0].Length))}{string.Concat(table.Select(Row))}</table:table></draw:frame>""");
        }

        if (notes is not null)
        {
            _slides.Append(CultureInfo.InvariantCulture, $"""<presentation:notes><draw:frame presentation:class="notes" svg:width="16cm" svg:height="13cm" svg:x="2cm" svg:y="14cm"><draw:text-box><text:p>{SecurityElement.Escape(notes)}</text:p></draw:text-box></draw:frame></presentation:notes>""");
        }

        _slides.Append("</draw:page>");
        return this;
    }

    public string Build() => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document {FlatStyles.Namespaces} office:mimetype="application/vnd.oasis.opendocument.presentation" office:version="1.3">
        {Styles}<office:body><office:presentation>{_slides}</office:presentation></office:body></office:document>
        """;

    private static string Item(string text)
    {
        string item = $"<text:list-item><text:p>{SecurityElement.Escape(text.Trim())}</text:p></text:list-item>";
        return text.StartsWith('\t') ? $"<text:list-item><text:list>{item}</text:list></text:list-item>" : item;
    }

    private static string Row(string[] cells) =>
        $"<table:table-row>{string.Concat(cells.Select(cell => $"<table:table-cell><text:p>{SecurityElement.Escape(cell)}</text:p></table:table-cell>"))}</table:table-row>";
}
