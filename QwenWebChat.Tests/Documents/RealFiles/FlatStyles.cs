namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>What flat OpenDocument files need besides their text.</summary>
internal static class FlatStyles
{
    public const string Namespaces = """
        xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
        xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
        xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
        """;

    /// <summary>A4 with a header, the page's number below, headings of two levels, lists, columns; set in fonts that the build machine has.</summary>
    public const string Text = $"""
        <office:font-face-decls>
          <style:font-face style:name="Latin" svg:font-family="'DejaVu Serif'"/><style:font-face style:name="Han" svg:font-family="'Noto Serif CJK SC'"/><style:font-face style:name="Complex" svg:font-family="'DejaVu Sans'"/>
        </office:font-face-decls>
        <office:styles>
          <style:default-style style:family="paragraph"><style:text-properties {Fonts} fo:language="en" fo:country="GB" fo:hyphenate="false"/></style:default-style>
          <style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.3cm"/></style:style>
          <style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="1"><style:text-properties fo:font-size="18pt" style:font-size-asian="18pt" fo:font-weight="bold"/></style:style>
          <style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="2"><style:text-properties fo:font-size="14pt" style:font-size-asian="14pt" fo:font-weight="bold"/></style:style>
          <style:style style:name="Footnote" style:family="paragraph" style:parent-style-name="Standard"><style:text-properties fo:font-size="8pt" style:font-size-asian="8pt"/></style:style>
          <text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"><style:list-level-properties text:space-before="0.6cm" text:min-label-width="0.6cm"/></text:list-level-style-bullet></text:list-style>
          <text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."><style:list-level-properties text:space-before="0.6cm" text:min-label-width="0.6cm"/></text:list-level-style-number></text:list-style>
        </office:styles>
        <office:automatic-styles>
          <style:page-layout style:name="Upright"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" style:print-orientation="portrait" {Margins}/>{HeaderAndFooter}</style:page-layout>
          <style:page-layout style:name="OnItsSide"><style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" {Margins}/>{HeaderAndFooter}</style:page-layout>
          {Breaks}
          <style:style style:name="Rtl" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="end"/></style:style>
          <style:style style:name="Turned" style:family="text"><style:text-properties style:text-rotation-angle="90" style:text-rotation-scale="line-height"/></style:style>
          <style:style style:name="Two" style:family="section"><style:section-properties text:dont-balance-text-columns="false"><style:columns fo:column-count="2" fo:column-gap="0.8cm"/></style:section-properties></style:style>
        </office:automatic-styles>
        <office:master-styles>
          <style:master-page style:name="Standard" style:page-layout-name="Upright">{Running}</style:master-page>
          <style:master-page style:name="Landscape" style:page-layout-name="OnItsSide">{Running}</style:master-page>
        </office:master-styles>
        """;

    private const string Breaks = """
        <style:style style:name="StandardBreak" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:break-before="page"/></style:style>
        <style:style style:name="StandardWide" style:family="paragraph" style:parent-style-name="Standard" style:master-page-name="Landscape"/>
        <style:style style:name="Heading_20_1Tall" style:family="paragraph" style:parent-style-name="Heading_20_1" style:master-page-name="Standard"/>
        <style:style style:name="Heading_20_1Break" style:family="paragraph" style:parent-style-name="Heading_20_1"><style:paragraph-properties fo:break-before="page"/></style:style>
        """;

    private const string Fonts = """
        style:font-name="Latin" style:font-name-asian="Han" style:font-name-complex="Complex" fo:font-size="11pt" style:font-size-asian="11pt" style:font-size-complex="11pt"
        """;

    private const string Margins = """fo:margin="2cm" """;

    private const string HeaderAndFooter = """
        <style:header-style><style:header-footer-properties fo:min-height="1cm" fo:margin-bottom="0.5cm"/></style:header-style><style:footer-style><style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.5cm"/></style:footer-style>
        """;

    private const string Running = """
        <style:header><text:p>Office of the harbour master</text:p></style:header><style:footer><text:p><text:page-number text:select-page="current"/></text:p></style:footer>
        """;
}
