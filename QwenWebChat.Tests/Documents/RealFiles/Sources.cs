namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>The documents that become files of several formats.</summary>
internal static class Sources
{
    public const int SentencesOnPage = 24;
    public const int PagesInChapter = 20;
    public const string Chinese = "港务局在暴风雨之后检查了码头上的每一盏灯，并把结果记在这本册子里。因为海水很深，所以大船也能在夜里安全地靠岸，船长们对此都很满意，没有人再提起去年冬天的事故。";
    public const string Hebrew = "שלום לכל הדייגים בנמל הגדול, הים שקט היום.";
    public const string Arabic = "مرحبا بكم في الميناء الكبير على ساحل البحر.";
    public const string MixedHebrew = "הסירה Albatros נכנסה בשעה 17 אל הנמל.";
    public const string Bracketed = "הספינה (הגדולה) חוזרת הביתה.";
    public const string Turned = "Turned by a quarter";

    /// <summary>The number of pages of "long.fodt".</summary>
    public const int LongPageCount = 500;

    /// <summary>The text of a source by its name.</summary>
    public static string Write(string source) => source switch
    {
        "report.fodt" => Report(),
        "columns.fodt" => Columns(),
        "directions.fodt" => Directions(),
        "workbook.fods" => Workbook(),
        "slides.fodp" => Slides(),
        "long.fodt" => LongReport(),
        "book.md" => Book(),
        _ => throw new ArgumentException($"There is no source {source}."),
    };

    /// <summary>The sources of which LibreOffice makes files of a format at once; null for none.</summary>
    public static string[]? Together(string format) => format switch
    {
        "pdf" => ["report.fodt", "columns.fodt", "directions.fodt", "workbook.fods", "slides.fodp"],
        "docx" => ["report.fodt", "directions.fodt"],
        _ => null,
    };

    /// <summary>Headings, paragraphs, lists, a table, a footnote, Chinese, and pages of both directions.</summary>
    private static string Report() => new FlatText()
        .Heading(1, "The state of the harbour").Paragraph(Story.Paragraph(1, 8)).Heading(2, "What is broken").Paragraph(Story.Paragraph(9, 5))
        .List(isNumbered: false, "The second lamp of the outer mole.", "The bell.").List(isNumbered: true, "Mend the lamp.", "Cast a new bell.")
        .Noted("The bell was cast long ago", "By a founder whose name is lost.", " and has been heard in every fog since.")
        .Page().Paragraph(Story.Paragraph(14, 4)).Heading(2, "What came in")
        .Table(["Ship", "Cargo", "Tons"], ["Albatros", "salt", "120"], ["Marie", "timber and tar", "85"], ["Seagull", "mail", "2"])
        .Paragraph(Chinese)
        .WidePage().Paragraph(Story.Paragraph(18, 12))
        .TallPage().Heading(1, "The end").Paragraph(Story.Paragraph(30, 3))
        .Build();

    /// <summary>Six pages in two columns under a title.</summary>
    private static string Columns() => new FlatText().Heading(1, "A chronicle in two columns").Columns(text =>
    {
        for (int first = 100; first < 340; first += 8)
        {
            text.Paragraph(Story.Paragraph(first, 8));
        }
    }).Build();

    /// <summary>Scripts that run from right to left, and letters that are turned.</summary>
    private static string Directions() => new FlatText()
        .Paragraph(Story.Sentence(400)).RightToLeft(Hebrew).RightToLeft(Arabic).RightToLeft(MixedHebrew).RightToLeft(Bracketed).Paragraph(Story.Sentence(401)).Turned(Turned).Build();

    private static string Workbook() => new FlatSheets()
        .Sheet("Ships", isHidden: false,
            [FlatSheets.Text("Ship"), FlatSheets.Text("Came in"), FlatSheets.Text("Tons"), FlatSheets.Text("Share")],
            [FlatSheets.Text("Albatros"), FlatSheets.Day("2024-03-15"), FlatSheets.Amount(1234.5), FlatSheets.Share(0.625)],
            [FlatSheets.Text("海鸥"), FlatSheets.Empty, FlatSheets.Amount(740.7), FlatSheets.Share(0.375)],
            [FlatSheets.Text("All"), FlatSheets.Empty, FlatSheets.Formula("SUM([.C2:.C3])")])
        .Sheet("Secrets", isHidden: true, [FlatSheets.Text("Nobody sees this")])
        .Sheet("灯塔", isHidden: false, [FlatSheets.Text("第二盏灯"), FlatSheets.Text("坏了")])
        .Build();

    private static string Slides() => new FlatSlides()
        .Slide("The harbour in a year", ["More ships than ever", "\tMost of them small", "Fewer accidents"], notes: "Say here how many.")
        .Slide("A slide for later", ["Not shown"], isHidden: true)
        .Slide("港口", [], table: [["Ship", "Tons"], ["Albatros", "120"]])
        .Build();

    /// <summary>Sentences on each page, twenty pages a chapter.</summary>
    private static string LongReport()
    {
        FlatText text = new();
        for (int page = 0; page < LongPageCount; page++)
        {
            text.Page();
            if (page % PagesInChapter == 0)
            {
                text.Heading(1, FormattableString.Invariant($"Chapter {(page / PagesInChapter) + 1}"));
            }

            int first = page * SentencesOnPage;
            text.Paragraph(Story.Paragraph(first, 4)).Paragraph(Story.Paragraph(first + 4, 8)).Paragraph(Story.Paragraph(first + 12, SentencesOnPage - 12));
        }

        return text.Build();
    }

    private static string Book() => $"""
        ---
        title: The harbour book
        author: The keeper
        lang: en
        ---

        # The first chapter

        {Story.Paragraph(500, 6)}

        - one lamp
        - one bell

        | Ship     | Tons |
        |----------|------|
        | Albatros | 120  |

        ## A section

        {Chinese}

        # The second chapter

        {Story.Paragraph(506, 6)}[^note]

        [^note]: What the note says.
        """;
}
