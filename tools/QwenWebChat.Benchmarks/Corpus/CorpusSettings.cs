namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The settings of a command that reads a folder of files.</summary>
internal abstract record CorpusSettings : CommandSettings
{
    [Option("--folder", "The folder of the files, including subfolders.", HelpName = "DIR", IsRequired = true)]
    public string Folder { get; init; } = "";

    [Option("--at-once", "Number of files that are read at the same time.", Min = 1, Max = 64)]
    public int FilesAtOnce { get; init; } = 2;

    [Option("--seconds", "Time limit of a file.", Min = 1, Max = 3_600)]
    public int Seconds { get; init; } = 60;

    [Option("--ocr", "Languages of scanned pages in tesseract's notation, such as eng. Default: no text recognition.", HelpName = "LANGUAGES")]
    public string? OcrLanguages { get; init; }

    /// <exception cref="ArgumentException">The folder contains no file of a known kind.</exception>
    public IReadOnlyList<CorpusFile> Files()
    {
        IReadOnlyList<CorpusFile> files = CorpusFile.Find(Folder);
        Require.That(files.Count > 0, "--folder", Folder, "a folder with files of a known kind");
        return files;
    }

    public CorpusPool OpenPool() => new(FilesAtOnce, TimeSpan.FromSeconds(Seconds), OcrLanguages);
}
