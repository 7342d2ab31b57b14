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
    private readonly Dictionary<string, string> _made = [];

    /// <summary>A file that LibreOffice makes of a flat OpenDocument file.</summary>
    /// <param name="source">The name of the source, such as "report.fodt".</param>
    /// <param name="write">Writes the source.</param>
    /// <param name="format">The extension of what it becomes.</param>
    /// <param name="filter">LibreOffice's filter with its options; null for the usual one of the extension.</param>
    public Task<string> OfficeAsync(string source, Func<string> write, string format, string? filter = null) =>
        MakeAsync(source, write, $"{format}{(filter is null ? "" : "-locked")}", format, (from, to) => (
            InstalledPrograms.Require("soffice", @"C:\Program Files\LibreOffice\program\soffice.exe", "/Applications/LibreOffice.app/Contents/MacOS/soffice"),
            // A profile of its own: beside a LibreOffice that runs already nothing would be converted.
            ["--headless", $"-env:UserInstallation={new Uri(_folder.At("profile")).AbsoluteUri}", "--convert-to", filter is null ? format : $"{format}:{filter}", "--outdir", Path.GetDirectoryName(to)!, from]));

    /// <summary>A file that pandoc makes of Markdown.</summary>
    public Task<string> PandocAsync(string source, Func<string> write, string format) =>
        MakeAsync(source, write, format, format, (from, to) => (InstalledPrograms.Require("pandoc"), ["--standalone", "--output", to, from]));

    /// <summary>Reads a file as the app does, and checks that every position holds.</summary>
    internal static async Task<DocumentText> ReadAsync(string path)
    {
        await using FileStream content = File.OpenRead(path);
        DocumentText document = await Task.Run(() => DocumentReader.Read(content, path, cancellationToken: TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Reading.CheckPositions(document);
        return document;
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> MakeAsync(string source, Func<string> write, string kind, string format, Func<string, string, (string Program, string[] Arguments)> command)
    {
        string target = Path.Combine(_folder.At(kind), Path.ChangeExtension(source, format));
        if (_made.TryGetValue(target, out string? made))
        {
            return made;
        }

        string from = _folder.At(source);
        (string program, string[] arguments) = command(from, target);
        await File.WriteAllTextAsync(from, write(), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await RunAsync(program, arguments);
        Assert.True(File.Exists(target), $"{program} did not write {target}");
        return _made[target] = target;
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
