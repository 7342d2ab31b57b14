using System.Diagnostics;
using System.Text;

namespace QwenWebChat.Documents.Extraction.Conversion;

/// <summary>
/// An installed program that helps to read files. It runs without a shell, without input and with few environment
/// variables, and it ends with its child processes when the reading does.
/// </summary>
internal sealed class ExternalProgram
{
    private const int MaxOutput = 16 << 20;

    // The PATH of a service may not contain them.
    private static readonly string[] UsualFolders = ["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"];

    private static readonly string[] KeptVariables = ["PATH", "SystemRoot", "TESSDATA_PREFIX"];

    private static readonly string[] FolderVariables = ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TMP", "TEMP"];

    private readonly string _path;

    private ExternalProgram(string path) => _path = path;

    /// <summary>Finds a program by its name in the folders of PATH, in the usual folders, or at one of the given paths; null if it is not installed.</summary>
    /// <param name="name">The name without an extension.</param>
    /// <param name="places">The full paths that installers use.</param>
    public static ExternalProgram? Find(string name, params IEnumerable<string> places)
    {
        string fileName = OperatingSystem.IsWindows() ? name + ".exe" : name;
        // A relative folder would depend on the folder in which the app was started.
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? []).Where(Path.IsPathFullyQualified);
        string? path = folders.Concat(UsualFolders).Select(folder => Path.Combine(folder, fileName)).Concat(places).FirstOrDefault(File.Exists);
        return path is null ? null : new ExternalProgram(path);
    }

    /// <summary>Runs the program until it exits.</summary>
    /// <param name="folder">The working folder, home and folder for temporary files.</param>
    /// <exception cref="OperationCanceledException">The reading was cancelled; the program was stopped.</exception>
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
        // The app's own threads use the processors; more threads make recognition slower.
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
            // It has already exited.
        }
    }
}
