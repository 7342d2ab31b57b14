using System.CommandLine;
using QwenWebChat.Benchmarks.Corpus;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>The options of the commands that read a folder of files.</summary>
internal sealed class CorpusOptionSet
{
    private const int MaxFilesAtOnce = 64;
    private const int MaxSeconds = 3_600;

    private readonly Option<string> _folder = new("--folder") { Description = "The folder of the files, including subfolders.", HelpName = "DIR", Required = true };
    private readonly Option<int> _atOnce = new("--at-once") { Description = "Number of files that are read at the same time.", DefaultValueFactory = _ => 2 };
    private readonly Option<int> _seconds = new("--seconds") { Description = "Time limit of a file.", DefaultValueFactory = _ => 60 };

    private readonly Option<string?> _ocr = new("--ocr") { Description = "Languages of scanned pages in tesseract's notation, such as eng. Default: no text recognition.", HelpName = "LANGUAGES" };

    public void AddTo(Command command)
    {
        command.Options.Add(_folder);
        command.Options.Add(_atOnce);
        command.Options.Add(_seconds);
        command.Options.Add(_ocr);
    }

    public int FilesAtOnce(ParseResult parsed)
    {
        int atOnce = parsed.GetValue(_atOnce);
        Require.That(atOnce is >= 1 and <= MaxFilesAtOnce, "--at-once", atOnce, "1 to 64");
        return atOnce;
    }

    public CorpusPool Pool(ParseResult parsed)
    {
        int seconds = parsed.GetValue(_seconds);
        Require.That(seconds is >= 1 and <= MaxSeconds, "--seconds", seconds, "1 to 3600");
        return new CorpusPool(FilesAtOnce(parsed), TimeSpan.FromSeconds(seconds), parsed.GetValue(_ocr));
    }

    /// <exception cref="ArgumentException">The folder contains no file of a known kind.</exception>
    public IReadOnlyList<CorpusFile> Files(ParseResult parsed)
    {
        string folder = parsed.GetValue(_folder)!;
        IReadOnlyList<CorpusFile> files = CorpusFile.Find(folder);
        Require.That(files.Count > 0, "--folder", folder, "a folder with files of a known kind");
        return files;
    }
}
