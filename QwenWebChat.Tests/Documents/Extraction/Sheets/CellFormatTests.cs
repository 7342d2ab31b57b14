using QwenWebChat.Documents.Extraction.Sheets;

namespace QwenWebChat.Tests.Documents.Extraction.Sheets;

/// <summary>Values as Excel shows them.</summary>
public sealed class CellFormatTests
{
    [Theory]
    [InlineData("General", 0.1 + 0.2, "0.3")]
    [InlineData("00000", 1067, "01067")]
    [InlineData("000-00-0000", 123456789, "123-45-6789")]
    [InlineData("#,##0.00", 1.005, "1.01")]
    [InlineData("0%", 0.285, "29%")]
    [InlineData("0.0,,\"M\"", 12300000, "12.3M")]
    [InlineData("\"Order \"0000", 42, "Order 0042")]
    [InlineData("0.0 °C", 21.55, "21.6 °C")]
    [InlineData("0.00E+00", 0.00000123, "1.23E-06")]
    [InlineData("0.0E+00", 9.96, "1.0E+01")]
    [InlineData("0.00E+00", 0, "0.00E+00")]
    [InlineData(".0E+00", 5, "5.0E+00")]
    [InlineData("# ?/?", 0.75, "3/4")]
    [InlineData("# ?/?", 2.5, "2 1/2")]
    [InlineData("# ?/8", 3.25, "3 2/8")]
    [InlineData("# ?/?", 6e23, "6E+23")]
    [InlineData("#,##0.00 [$€-407];[Red]-#,##0.00 [$€-407]", -1234.5, "-1,234.50 €")]
    [InlineData("[$$-409]#,##0;[Magenta]-[$$-409]#,##0", -3.4, "-$3")]
    [InlineData("_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)", -12, "(12.00)")]
    [InlineData("_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)", 0, "-")]
    [InlineData("General;-General;\"none\"", -5, "-5")]
    [InlineData("General;-General;\"none\"", 0, "none")]
    [InlineData("0;-0;;@", 0, "")]
    [InlineData("0;-0;;@", -7, "-7")]
    [InlineData("[>=1000]#,##0,\"k\";0", 45200, "45k")]
    [InlineData("[>=1000]#,##0,\"k\";0", -45200, "-45200")]
    [InlineData("[<0]\"minus \"0;0", -4, "minus 4")]
    [InlineData("[=1]\"one\";[=2]\"two\"", 3, "3")]
    [InlineData("G/通用格式", 1.5, "1.5")]
    [InlineData("\"a;b\"0;\\;0", -1, ";1")]
    public void Show_Number_IsAsInItsCell(string pattern, double value, string shown) => Assert.Equal(shown, CellFormat.Of(pattern).Show(value, is1904: false).Trim());

    [Theory]
    [InlineData("[h]:mm", 1.2708333333333333, "30:30")]
    [InlineData("[h]:mm", -0.0625, "-1:30")]
    [InlineData("[h]:mm:ss", 2.0424189814814815, "49:01:05")]
    [InlineData("[mm]:ss", 0.0625, "90:00")]
    [InlineData("mm:ss.0", 0.00105324074, "01:31.0")]
    [InlineData("h:mm:ss.00", 0.5000001, "12:00:00.01")]
    [InlineData("h:mm AM/PM", 0.6041666667, "2:30 PM")]
    [InlineData("h:mm:ss", 0.999994, "23:59:59")]
    [InlineData("[$-F800]dddd, mmmm dd, yyyy", 45363, "Tuesday, March 12, 2024")]
    [InlineData("mmm-yy", 45352, "Mar-24")]
    [InlineData("yyyy年m月d日", 45363, "2024年3月12日")]
    [InlineData("[$-804]上午/下午h\"时\"mm\"分\"", 0.75, "PM6时00分")]
    [InlineData("[$-411]e.m.d(aaa)", 45363, "2024.3.12(Tue)")]
    [InlineData("d.m.yyyy h:mm;@", 45000.75, "15.3.2023 18:00")]
    [InlineData("yyyy-mm-dd", 1, "1900-01-01")]
    [InlineData("yyyy-mm-dd", 60, "1900-02-29")]
    [InlineData("yyyy-mm-dd", 61, "1900-03-01")]
    [InlineData("yyyy-mm-dd", -1, "-1")]
    [InlineData("yyyy-mm-dd", 1e300, "1E+300")]
    [InlineData("[h]:mm", 1e300, "1E+300")]
    public void Show_DateOrTime_IsAsInItsCell(string pattern, double value, string shown) => Assert.Equal(shown, CellFormat.Of(pattern).Show(value, is1904: false));

    [Fact]
    public void Show_Date_CountsFrom1904()
    {
        Assert.Equal("1904-01-02", CellFormat.Of("yyyy-mm-dd").Show(1, is1904: true));
        Assert.Equal("25:00", CellFormat.Of("[h]:mm").Show(25 / 24.0, is1904: true));
    }

    [Theory]
    [InlineData(14, 45363, "2024-03-12")]
    [InlineData(45, 0.0625, "30:00")]
    [InlineData(46, 2.0424189814814815, "49:01:05")]
    [InlineData(47, 0.00105324074, "01:31.0")]
    [InlineData(12, 0.5, "1/2")]
    [InlineData(38, -1234, "(1,234)")]
    [InlineData(999, 0.5, "0.5")]
    public void Show_BuiltIn_IsAsInItsCell(int id, double value, string shown) => Assert.Equal(shown, CellFormat.BuiltIn(id).Show(value, is1904: false).Trim());

    [Theory]
    [InlineData("@", "x", "x")]
    [InlineData("\"No. \"@", "x", "No. x")]
    [InlineData("0;0;0;\"<\"@\">\"", "x", "<x>")]
    [InlineData("d.m.yyyy;@", "x", "x")]
    [InlineData(";;;", "x", "")]
    [InlineData("0.00", "x", "x")]
    public void Show_Text_IsAsInItsCell(string pattern, string text, string shown) => Assert.Equal(shown, CellFormat.Of(pattern).Show(text));

    [Fact]
    public void Show_AnyPattern_EndsInText()
    {
        const string Signs = "0#?.,%/E+-eyMmdhs[]$;@\"\\_*<>=1AP General年\uD83D ";
        Random random = new(20_261_128);
        for (int round = 0; round < 20_000; round++)
        {
            string pattern = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Signs[random.Next(Signs.Length)]));
            CellFormat format = CellFormat.Of(pattern);
            double value = round % 3 == 0 ? random.Next(-5, 5) : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 20));
            Assert.True(format.Show(value, is1904: round % 2 == 0).Length < 2_000, pattern);
            Assert.NotNull(format.Show("text"));
        }
    }
}
