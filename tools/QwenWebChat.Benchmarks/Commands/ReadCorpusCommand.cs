using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using QwenWebChat.Benchmarks.Corpus;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>read-corpus</c>: compares the reading of a folder of files with independent extractors.</summary>
internal static class ReadCorpusCommand
{
    private const string Auto = "auto";
    private const string None = "none";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static Command Create()
    {
        CorpusOptionSet corpus = new();
        Option<string> extractors = new("--extractors") { Description = "auto: compares words with pdftotext, pandoc, openpyxl and python-pptx where they are installed; none: only reads.", DefaultValueFactory = _ => Auto };
        Option<string> extracted = new("--extracted") { Description = "A folder that stores the extractors' texts for the next run.", HelpName = "DIR" };
        Option<string> json = new("--json") { Description = "A file for the result of each file.", HelpName = "FILE" };
        Option<int> worst = new("--worst") { Description = "Number of worst files to list.", DefaultValueFactory = _ => 40 };
        Command command = new("read-corpus", "Reads every file of a folder, and reports outcome, time, memory, and words compared with independent extractors.") { extractors, extracted, json, worst };
        corpus.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string chosen = parsed.GetValue(extractors)!;
            Require.That(chosen is Auto or None, "--extractors", $"'{chosen}'", "auto or none");
            IReadOnlyList<CorpusFile> files = corpus.Files(parsed);
            using CorpusPool pool = corpus.Pool(parsed);
            CorpusSettings settings = new(corpus.FilesAtOnce(parsed), chosen == Auto, parsed.GetValue(extracted));
            IReadOnlyList<CorpusResult> results = await new CorpusRun(pool.ReadAsync, settings).RunAsync(files, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file, JsonSerializer.Serialize(results, Format), cancellationToken).ConfigureAwait(false);
            }

            Optimization.WarnIfOff(parsed.InvocationConfiguration.Error);
            foreach (string line in CorpusReport.Lines(results, parsed.GetValue(worst)))
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(line).ConfigureAwait(false);
            }
        });
        return command;
    }
}
