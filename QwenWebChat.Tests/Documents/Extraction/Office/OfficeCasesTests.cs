using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Office;

/// <summary>The files of <c>../shared/cases/docs</c> that Office programs could have written.</summary>
public sealed class OfficeCasesTests
{
    [Fact]
    public async Task Read_NumberFormats_ShowsWhatExcelShows()
    {
        DocumentText document = await Read("number-formats.xlsx");

        // The second column says what the third must show; the last three rows show more than one thing.
        string[][] rows = [.. document.Text.Split('\n').Skip(1).Select(row => row.Split(" | ")).Where(row => row.Length == 3 && row[0] != "escaped")];
        Assert.True(rows.Length > 20);
        Assert.All(rows, row => Assert.Equal(row[1], row[2]));
        Assert.Contains("zero not shown | (empty)", document.Text.Split('\n'));
        Assert.EndsWith("1900-01-01 | 1900-02-28 | 1900-03-01\nescaped | two lines | first second A end", document.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hidden-rows-comments-textbox.xlsx", "Name | Grade\nAda | A\n\nComment by R on B2: Grade is disputed, see minutes.\n\nAll figures in thousands of euros.", "HiddenCellsLeftOut 2")]
    [InlineData("three-sheets-two-empty.xlsx", "5 | 6", "")]
    [InlineData("checkboxes-and-symbols.docx", "☒ Content control, ticked\n\n☑ Wingdings symbol, ticked (F0FE)\n\n☐ Wingdings symbol, empty box (F0A8)\n\n☒ Legacy form field, ticked\n\nThe angle is 30° and α ≤ 0.05 (degree sign, alpha, less-or-equal as w:sym)", "")]
    [InlineData("comments.docx", "The fee is 4,200 euros a year.\n\nComment by Reviewer A on \"4,200 euros\": This is wrong: the board agreed on 4,700 euros.", "")]
    [InlineData("hidden-by-style.docx", "Seen text.", "HiddenTextLeftOut 4")]
    [InlineData("letterhead-in-header.docx", "Sample Harbour Works Ltd, invoice no. 2024-0815, 12 March 2024\n\nDear Sir or Madam, we confirm the order.\n\nPayable within 14 days; VAT XX123", "")]
    [InlineData("merged-cells.docx", "Year | Ships |  | Crew\n| In | Out | All\n2023 | 41 | 39 | 912\n| 12 | 11 | 300\n\nEnd.", "")]
    [InlineData("tracked-changes.docx", "The rent is 950 euros a month.\n\nMoved here? new place", "DeletedTextLeftOut 2")]
    public async Task Read_Case_IsRightOrSaysWhatIsNot(string file, string text, string problems)
    {
        DocumentText document = await Read(file);

        Assert.Equal(text, document.Text);
        Assert.Equal(problems, string.Join(", ", document.Problems.Select(problem => $"{problem.Kind} {problem.Count}")));
    }

    [Fact]
    public async Task Read_EmptySheets_KeepTheirPages() => Assert.Equal([5, 0, 0], (await Read("three-sheets-two-empty.xlsx")).Pages.Select(page => page.Length));

    [Fact]
    public async Task Read_Slides_HaveTheirDiagramsChartsAndNumbers()
    {
        DocumentText document = await Read("smartart-chart-numbers.pptx");

        Assert.StartsWith("Steps\n\n- Survey the quay\n- Dredge the basin\n- Pour the concrete", document.PageText(1), StringComparison.Ordinal);
        Assert.StartsWith("Traffic\n\nShips a month\n\nJanuary | 41\nFebruary | 58", document.PageText(2), StringComparison.Ordinal);
        Assert.Equal(
            "Numbered\n\n1. First open the valve\n2. Then start the pump\n3. Then close the valve\n\nSource: harbour office 2024\n\n12 March 2024\n\nComment: Please update this figure before Friday.",
            document.PageText(3));
        Assert.Empty(document.Problems);
    }

    private static async Task<DocumentText> Read(string file) => await Reading.Bytes(await File.ReadAllBytesAsync(SharedFolder.Require("cases", "docs", file), TestContext.Current.CancellationToken), file);
}
