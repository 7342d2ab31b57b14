using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Summaries;

/// <summary>Documents put together by the app's own assembly, so that positions and pages are true.</summary>
internal sealed class SampleDocument
{
    private readonly TextAssembly _text = new(new ReadingOptions());

    public SampleDocument Page(string? label = null)
    {
        _text.BeginPage(label);
        return this;
    }

    public SampleDocument Heading(string text, int level = 1) => Add(DocumentPartKind.Heading, text, level);

    public SampleDocument Paragraph(string text) => Add(DocumentPartKind.Paragraph, text);

    public SampleDocument Add(DocumentPartKind kind, string text, int level = 0)
    {
        _text.Add(kind, text, level);
        return this;
    }

    public DocumentText Finish() => _text.Finish(FileFormat.Markdown);

    /// <summary>So many words in sentences of ten, no two of which are the same.</summary>
    public static string Words(int count, string name = "w") =>
        string.Join(' ', Enumerable.Range(1, count).Select(number => number % 10 == 0 || number == count ? $"{name}{number}." : $"{name}{number}"));

    /// <summary>
    /// 100,000 words in 10 chapters on 200 pages, five paragraphs of 100 words each; every fifth page has a fact.
    /// </summary>
    public static DocumentText Long(out IReadOnlyList<(string Fact, int Page)> facts)
    {
        SampleDocument document = new();
        List<(string, int)> planted = [];
        for (int page = 1; page <= 200; page++)
        {
            document.Page();
            if (page % 20 == 1)
            {
                document.Heading($"Chapter {(page / 20) + 1}");
            }

            for (int paragraph = 0; paragraph < 5; paragraph++)
            {
                bool hasFact = page % 5 == 3 && paragraph == 2;
                string fact = $"The vault of town {page} holds exactly {page * 37} silver coins.";
                document.Paragraph(hasFact ? $"{Words(50, $"p{page}x")} {fact} {Words(40, $"p{page}y")}" : Words(100, $"p{page}n{paragraph}w"));
                if (hasFact)
                {
                    planted.Add((fact, page));
                }
            }
        }

        facts = planted;
        return document.Finish();
    }
}
