using QwenWebChat.App.Documents.Extraction.Conversion;

namespace QwenWebChat.App.Documents.Extraction.Ocr;

/// <summary>
/// Completes the text of a PDF: pages that are pictures are read by optical character recognition, if the reader of the
/// file wants that and the programs for it are installed. All other pages stay as they are.
/// </summary>
internal static class OcrPages
{
    public static DocumentText Complete(DocumentText document, ReadingJob job)
    {
        int[] numbers = [.. document.Problems.Where(IsPicture).Select(problem => problem.Page!.Value).Distinct().Order()];
        if (numbers.Length == 0 || job.Options.OcrLanguages is not { Length: > 0 } wanted || OcrEngine.Find() is not { } engine)
        {
            return document;
        }

        using WorkFolder folder = new();
        HashSet<string> installed = engine.Languages(folder, job.CancellationToken);
        string[] languages = wanted.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string missing = string.Join('+', languages.Where(language => !installed.Contains(language)));
        string usable = string.Join('+', languages.Where(installed.Contains));
        List<OcrPage> pages = usable.Length == 0 ? [] : Recognise(engine, numbers, usable, OcrEngine.CanTurn(installed), folder, job);
        OcrInsertion insertion = new(document, job.Options);
        return insertion.Insert(pages) with { Problems = [.. document.Problems.Select(problem => Describe(problem, insertion.Inserted, missing))] };
    }

    private static List<OcrPage> Recognise(OcrEngine engine, int[] numbers, string languages, bool canTurn, WorkFolder folder, ReadingJob job)
    {
        List<OcrPage> pages = [];
        string pdf = folder.Copy(job, "scan.pdf");
        Dictionary<int, double> resolutions = engine.Resolutions(pdf, numbers[^1], job.Options.Password, folder, job.CancellationToken);
        for (int index = 0; index < numbers.Length; index++)
        {
            job.Reached(index, numbers.Length);
            int number = numbers[index];
            if (resolutions.TryGetValue(number, out double resolution)
                && engine.Recognise(pdf, number, resolution, job.Options.Password, languages, canTurn, folder, job.CancellationToken) is { } page)
            {
                pages.Add(page);
            }
        }

        job.Reached(numbers.Length, numbers.Length);
        return pages;
    }

    // Languages that are wanted but not installed are said with each page.
    private static ReadingProblem Describe(ReadingProblem problem, Dictionary<int, OcrPage> pages, string missing)
    {
        if (!IsPicture(problem))
        {
            return problem;
        }

        string? argument = missing.Length > 0 ? missing : problem.Argument;
        return pages.TryGetValue(problem.Page!.Value, out OcrPage? page)
            ? new ReadingProblem(ReadingProblemKind.PageRecognised, page.Number, argument, page.Confidence)
            : problem with { Argument = argument };
    }

    private static bool IsPicture(ReadingProblem problem) => problem is { Kind: ReadingProblemKind.PageWithoutText, Page: not null };
}
