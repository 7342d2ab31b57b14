using QwenWebChat.Documents.Extraction.Conversion;

namespace QwenWebChat.Documents.Extraction.Ocr;

/// <summary>
/// Completes the text of a PDF: scanned pages are read by optical character recognition, if the options ask for it and the
/// programs are installed. All other pages stay unchanged.
/// </summary>
internal static class OcrPages
{
    public static DocumentText Complete(DocumentText document, ReadingJob job)
    {
        int[] numbers = [.. document.Problems.Where(IsPicture).Select(problem => problem.Page!.Value).Distinct().Order()];
        // The renderer takes a password only from its command line, where other users of the machine can see it.
        if (numbers.Length == 0 || job.Options is not { OcrLanguages: { Length: > 0 } wanted, Password: null })
        {
            return document;
        }

        using WorkFolder folder = new();
        if (OcrEngine.Find(folder, job) is not { } engine)
        {
            return document;
        }

        string[] languages = wanted.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string missing = string.Join('+', languages.Where(language => !engine.Languages.Contains(language)));
        OcrInsertion insertion = new(document, job.Options);
        DocumentText completed = insertion.Insert(Recognise(engine, numbers, [.. languages.Where(engine.Languages.Contains)], folder, job));
        return completed with { Problems = [.. document.Problems.Select(problem => Describe(problem, insertion.Inserted, missing))] };
    }

    private static List<OcrPage> Recognise(OcrEngine engine, int[] numbers, string[] languages, WorkFolder folder, ReadingJob job)
    {
        if (languages.Length == 0)
        {
            return [];
        }

        List<OcrPage> pages = [];
        string pdf = folder.Copy(job, "scan.pdf");
        string[] tries = Tries(languages);
        Dictionary<int, double> resolutions = engine.Resolutions(pdf, numbers[^1]);
        for (int index = 0; index < numbers.Length; index++)
        {
            job.Reached(index, numbers.Length);
            if (resolutions.TryGetValue(numbers[index], out double resolution) && engine.Recognise(pdf, numbers[index], resolution, tries) is { } page)
            {
                pages.Add(page);
            }
        }

        job.Reached(numbers.Length, numbers.Length);
        return pages;
    }

    // Next to another language, tesseract takes most Chinese, Japanese and Korean for Latin letters. Its data for these
    // languages contains Latin letters too, so each is also tried alone.
    private static string[] Tries(string[] languages) =>
        [.. languages.Where(language => languages.Length > 1 && (language.StartsWith("chi_", StringComparison.Ordinal) || language is "jpn" or "kor")).Prepend(string.Join('+', languages))];

    // Languages that are requested but not installed are listed with each page.
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
