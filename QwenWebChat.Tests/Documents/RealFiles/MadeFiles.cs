using System.Diagnostics;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Checkpoints;
using QwenWebChat.Tests.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>Files made by LibreOffice and pandoc, each once in a run. A test that needs a program that is missing is skipped.</summary>
public sealed class MadeFiles : IDisposable
{
    // Far beyond the half minute that the longest takes, for a machine with other work.
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly HashSet<string> _made = [];

    /// <summary>A file that LibreOffice makes of a flat OpenDocument file.</summary>
    /// <param name="source">The name of a source, such as "report.fodt".</param>
    /// <param name="format">The extension of what it becomes.</param>
    /// <param name="filter">LibreOffice's filter with its options; null for the usual one of the extension.</param>
    public Task<string> OfficeAsync(string source, string format, string? filter = null)
    {
        // LibreOffice takes longer to start than to write a file: what is needed in a format is written at once.
        string[] sources = filter is null && Sources.Together(format) is { } together && together.Contains(source) ? together : [source];
        return MakeAsync(source, sources, $"{format}{(filter is null ? "" : "-locked")}", format, (from, folder) => (
            InstalledPrograms.Require("soffice", @"C:\Program Files\LibreOffice\program\soffice.exe", "/Applications/LibreOffice.app/Contents/MacOS/soffice"),
            // A profile of its own: beside a LibreOffice that runs already nothing would be converted.
            ["--headless", $"-env:UserInstallation={new Uri(_folder.At("profile")).AbsoluteUri}", "--convert-to", filter is null ? format : $"{format}:{filter}", "--outdir", folder, .. from]));
    }

    /// <summary>A file that pandoc makes of Markdown.</summary>
    public Task<string> PandocAsync(string source, string format) =>
        MakeAsync(source, [source], format, format, (from, folder) => (
            InstalledPrograms.Require("pandoc"), ["--standalone", "--output", Path.Combine(folder, Path.ChangeExtension(source, format)), .. from]));

    /// <summary>Reads a file as the app does, and checks that every position holds.</summary>
    internal static async Task<DocumentText> ReadAsync(string path)
    {
        await using FileStream content = File.OpenRead(path);
        DocumentText document = await Task.Run(() => DocumentReader.Read(content, path, cancellationToken: TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Reading.CheckPositions(document);
        return document;
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> MakeAsync(string source, string[] sources, string kind, string format, Func<string[], string, (string Program, string[] Arguments)> command)
    {
        string folder = _folder.At(kind);
        string target = Path.Combine(folder, Path.ChangeExtension(source, format));
        if (_made.Contains(target))
        {
            return target;
        }

        (string program, string[] arguments) = command([.. sources.Select(_folder.At)], folder);
        Directory.CreateDirectory(folder);
        foreach (string name in sources)
        {
            await File.WriteAllTextAsync(_folder.At(name), Sources.Write(name), TestContext.Current.CancellationToken);
        }

        await RunAsync(program, arguments);
        foreach (string made in sources.Select(name => Path.Combine(folder, Path.ChangeExtension(name, format))))
        {
            Assert.True(File.Exists(made), $"{program} did not write {made}");
            _made.Add(made);
        }

        return target;
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(MostTime);
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            string errors = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{program}: {await output} {errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
