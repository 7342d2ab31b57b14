using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction.Word;

namespace QwenWebChat.Tests.Documents.Extraction.Office;

public sealed class OfficeMathTests
{
    private const string X = "<m:e><m:r><m:t>x</m:t></m:r></m:e>";
    private const string Sum = "<m:r><m:t>a+b</m:t></m:r>";

    [Theory]
    [InlineData($"<m:f><m:num>{Sum}</m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>", "(a+b)/2")]
    [InlineData($"<m:f><m:fPr><m:type m:val=\"noBar\"/></m:fPr><m:num><m:r><m:t>n</m:t></m:r></m:num><m:den><m:r><m:t>k</m:t></m:r></m:den></m:f>", "n¦k")]
    [InlineData($"<m:sSup>{X}<m:sup><m:r><m:t>-1</m:t></m:r></m:sup></m:sSup>", "x^(-1)")]
    [InlineData($"<m:sSubSup>{X}<m:sub><m:r><m:t>i</m:t></m:r></m:sub><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSubSup>", "x_i^2")]
    [InlineData($"<m:sSup><m:e><m:d><m:e>{Sum}</m:e></m:d></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "(a+b)^2")]
    [InlineData($"<m:rad><m:radPr><m:degHide m:val=\"1\"/></m:radPr><m:deg/><m:e>{Sum}</m:e></m:rad>", "√(a+b)")]
    [InlineData($"<m:nary><m:naryPr><m:chr m:val=\"∑\"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub><m:sup><m:r><m:t>n</m:t></m:r></m:sup>{X}</m:nary>", "∑_(i=1)^n x")]
    [InlineData($"<m:nary><m:sub/><m:sup/>{X}</m:nary>", "∫ x")]
    [InlineData($"<m:func><m:fName><m:r><m:t>log</m:t></m:r></m:fName>{X}</m:func>", "log x")]
    [InlineData($"<m:d><m:dPr><m:begChr m:val=\"[\"/><m:endChr m:val=\"]\"/><m:sepChr m:val=\",\"/></m:dPr>{X}{X}</m:d>", "[x,x]")]
    [InlineData($"<m:m><m:mr>{X}{X}</m:mr><m:mr>{X}{X}</m:mr></m:m>", "[x, x; x, x]")]
    [InlineData($"<m:limLow>{X}<m:lim><m:r><m:t>0</m:t></m:r></m:lim></m:limLow>", "x_0")]
    [InlineData($"<m:acc><m:accPr><m:chr m:val=\"\u0304\"/></m:accPr>{X}</m:acc>", "x\u0304")]
    public async Task Read_Formula_IsOneLine(string math, string line)
    {
        DocumentText document = await RawDocx.Read($"<w:p><w:r><w:t>y = </w:t></w:r><m:oMath>{math}</m:oMath></w:p>");

        Assert.Equal("y = " + line, document.Text);
    }

    [Fact]
    public async Task Read_FormulaOfItsOwn_IsAParagraph()
    {
        DocumentText document = await RawDocx.Read($"<w:p><m:oMathPara><m:oMath>{Sum}</m:oMath></m:oMathPara></w:p><m:oMathPara><m:oMath><m:r><m:t>c</m:t></m:r></m:oMath></m:oMathPara>");

        Assert.Equal(["Paragraph a+b", "Paragraph c"], document.Lines());
    }
}
