using System.Diagnostics;
using System.Text;

namespace QwenWebChat.Documents.Extraction.Conversion;

/// <summary>
/// A program on this machine that helps with reading. It runs without a shell, without input and with few environment
/// variables, and ends with its children when the reading does.
/// </summary>
internal sealed class ExternalProgram
{
    private const int MaxOutput = 16 << 20;

    // A service may have a PATH without them.
    private static readonly string[] UsualFolders = ["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"];

    private static readonly string[] KeptVariables = ["PATH", "SystemRoot", "TESSDATA_PREFIX"];

    private static readonly string[] FolderVariables = ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TMP", "TEMP"];

    private readonly string _path;

    private ExternalProgram(string path) => _path = path;

    /// <summary>A program by its name in the folders of PATH and the usual ones, or else in one of the places; null if it is not installed.</summary>
    /// <param name="name">Without an extension.</param>
    /// <param name="places">Full paths where installers put it.</param>
    public static ExternalProgram? Find(string name, params IEnumerable<string> places)
    {
        string fileName = OperatingSystem.IsWindows() ? name + ".exe" : name;
        // One that is relative would mean whatever folder the app was started in.
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? []).Where(Path.IsPathFullyQualified);
        string? path = folders.Concat(UsualFolders).Select(folder => Path.Combine(folder, fileName)).Concat(places).FirstOrDefault(File.Exists);
        return path is null ? null : new ExternalProgram(path);
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">Its working folder, home and place for temporary files.</param>
    /// <exception cref="OperationCanceledException">The reading was ended; so was the program.</exception>
    public ProgramResult Run(IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        StringBuilder output = new();
        StringBuilder errors = new();
        using Process process = new() { StartInfo = Describe(arguments, folder) };
        process.OutputDataReceived += (_, line) => Append(output, line.Data, process);
        process.ErrorDataReceived += (_, line) => Append(errors, line.Data, process);
        process.Start();
        using (cancellationToken.UnsafeRegister(_ => Kill(process), null))
        {
            process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return output.Length <= MaxOutput && errors.Length <= MaxOutput
            ? new ProgramResult(process.ExitCode, output.ToString(), errors.ToString())
            : throw DocumentReadException.TooLarge("characters out of another program", MaxOutput);
    }

    private ProcessStartInfo Describe(IEnumerable<string> arguments, string folder)
    {
        ProcessStartInfo start = new(_path, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        Dictionary<string, string?> kept = KeptVariables.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        start.Environment.Clear();
        foreach ((string name, string? value) in kept.Where(variable => variable.Value is not null))
        {
            start.Environment[name] = value;
        }

        foreach (string name in FolderVariables)
        {
            start.Environment[name] = folder;
        }

        start.Environment["LANG"] = "C.UTF-8";
        // The app's own threads have the processors; more of them make recognition slower.
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        return start;
    }

    private static void Append(StringBuilder target, string? line, Process process)
    {
        if (line is null || target.Length > MaxOutput)
        {
            return;
        }

        target.Append(line).Append('\n');
        if (target.Length > MaxOutput)
        {
            Kill(process);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
