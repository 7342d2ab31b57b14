using System.Text;

namespace QwenWebChat.Tests.Documents.Extraction.Rtf;

/// <summary>An RTF file with most of what one may hold, written as Word does.</summary>
internal static class SampleRtf
{
    private const string Fonts = @"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial CYR;}{\f2\fcharset134 SimSun;}{\f3\fcharset2 Symbol;}{\f4\fcharset238 Arial CE;}}";

    private const string Styles = @"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 Titel 1;}{\s2 heading 2;}{\*\cs10 Default Paragraph Font;}}";

    private const string Body = """
        {\info{\title The report}{\author Li Wei}{\operator Ada}}{\*\generator Writer;}{\colortbl;\red0\green0\blue0;}
        {\header\pard\plain Harbour office\par}{\headerl\pard Harbour office\par}{\footer\pard Page foot\par}
        \pard\plain\s1 First heading\par\pard\s2 Second heading\par
        \pard Text with {\b bold} and 10{\super 6}, CO{\sub 2}, {\strike 900} 950.{\super\chftn}{\footnote\pard{\super\chftn} What the note says.\par} Goes on.\line Second line.\par
        Seen {\v hidden }and {\deleted gone }left.{\pict\pngblip 89504e47}{\*\unknown\pard not read\par}{\object\objemb{\*\objdata 0102}{\result{\pict 00}}}\par
        {\f1 \'ca\'ee\'ec\'e8\'f2\'e5\'f2} {\f2 \'ce\'af\'d4\'b1\'bb\'e1} {\f3 a} {\f4 \'f8\'9e} \u27721\'3f\u-10179 ?\u-8704 ? \'80 and na\'efve\par
        {\listtext\pard\plain\f3\'b7\tab}\ilvl0 One\par{\listtext a)\tab}\pard\ilvl1 Two\par
        \pard\trowd\cellx1000\cellx2000\pard\intbl Name\cell Age\cell\row\trowd\pard\intbl Li\par Wei\cell 30\cell\row\pard
        {\field{\*\fldinst{HYPERLINK "http://example.com"}}{\fldrslt a link}}{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt\pard In a box.\par}}{\shprslt again}}\par
        Last{\*\annotation\pard A comment.\par}
        """;

    public static byte[] CreateFull() => Document(Fonts + Styles + Body);

    /// <summary>A document of which everything but its beginning is given.</summary>
    public static byte[] Document(string content) => Encoding.Latin1.GetBytes(@"{\rtf1\ansi\ansicpg1252\deff0\uc1 " + content + "}");
}
