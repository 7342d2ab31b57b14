using System.Globalization;
using System.Security;
using System.Text;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>Writes a workbook in the one-file form of OpenDocument 1.3 (.fods).</summary>
internal sealed class FlatSheets
{
    private const string Styles = """
        <office:automatic-styles>
          <number:date-style style:name="Days"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
          <number:percentage-style style:name="Shares"><number:number number:decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>
          <number:number-style style:name="Thousands"><number:number number:decimal-places="2" number:min-integer-digits="1" number:grouping="true"/></number:number-style>
          <style:style style:name="Day" style:family="table-cell" style:data-style-name="Days"/><style:style style:name="Share" style:family="table-cell" style:data-style-name="Shares"/><style:style style:name="Amount" style:family="table-cell" style:data-style-name="Thousands"/>
          <style:style style:name="Shown" style:family="table"><style:table-properties table:display="true"/></style:style><style:style style:name="Hidden" style:family="table"><style:table-properties table:display="false"/></style:style>
        </office:automatic-styles>
        """;

    private readonly StringBuilder _sheets = new();

    public static string Text(string text) => $"""<table:table-cell office:value-type="string"><text:p>{SecurityElement.Escape(text)}</text:p></table:table-cell>""";

    public static string Amount(double value) => FormattableString.Invariant($"""<table:table-cell table:style-name="Amount" office:value-type="float" office:value="{value}"/>""");

    public static string Share(double value) => FormattableString.Invariant($"""<table:table-cell table:style-name="Share" office:value-type="percentage" office:value="{value}"/>""");

    public static string Day(string date) => $"""<table:table-cell table:style-name="Day" office:value-type="date" office:date-value="{date}"/>""";

    /// <summary>A formula without a result: the program works it out.</summary>
    public static string Formula(string formula) => $"""<table:table-cell table:style-name="Amount" table:formula="of:={formula}" office:value-type="float"/>""";

    public static string Empty { get; } = "<table:table-cell/>";

    public FlatSheets Sheet(string name, bool isHidden, params string[][] rows)
    {
        _sheets.Append(CultureInfo.InvariantCulture, $"""<table:table table:name="{name}" table:style-name="{(isHidden ? "Hidden" : "Shown")}">""");
        foreach (string[] cells in rows)
        {
            _sheets.Append(CultureInfo.InvariantCulture, $"<table:table-row>{string.Concat(cells)}</table:table-row>");
        }

        _sheets.Append("</table:table>");
        return this;
    }

    public string Build() => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document {FlatStyles.Namespaces} office:mimetype="application/vnd.oasis.opendocument.spreadsheet" office:version="1.3">
        {Styles}<office:body><office:spreadsheet>{_sheets}</office:spreadsheet></office:body></office:document>
        """;
}
