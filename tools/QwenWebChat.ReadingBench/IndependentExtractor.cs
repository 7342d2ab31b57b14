using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Unicode;

namespace QwenWebChat.ReadingBench;

/// <summary>An external program that writes the text of a file to its standard output.</summary>
/// <param name="Program">The program's name, found on the path.</param>
/// <param name="Arguments">The arguments, in which <see cref="FilePlace"/> stands for the file.</param>
internal sealed record IndependentExtractor(string Program, IReadOnlyList<string> Arguments)
{
    public const string FilePlace = "{file}";

    private const int MaxTextBytes = 64 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>True if the program assumes UTF-8; it gets no other files.</summary>
    public bool IsUtf8Only { get; init; }

    /// <returns>The text; null if the program is not installed, fails, takes longer than a minute or writes too much.</returns>
    public async Task<string?> ExtractAsync(string path, CancellationToken cancellationToken)
    {
        if (IsUtf8Only && !IsUtf8(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)))
        {
            return null;
        }

        using Process? process = TryStart(path);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            return process is null ? null : await ReadAsync(process, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            process?.Kill(entireProcessTree: true);
        }
    }

    // Zero bytes indicate UTF-16.
    private static bool IsUtf8(byte[] content) => Utf8.IsValid(content) && !content.Contains((byte)0);

    private static async Task<string?> ReadAsync(Process process, CancellationToken cancellationToken)
    {
        Task errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
        StringBuilder text = new();
        char[] buffer = new char[1 << 16];
        while (await process.StandardOutput.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            text.Append(buffer, 0, count);
            if (text.Length > MaxTextBytes)
            {
                return null;
            }
        }

        await errors.ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode == 0 ? text.ToString() : null;
    }

    private Process? TryStart(string path)
    {
        ProcessStartInfo start = new(Program, Arguments.Select(argument => argument == FilePlace ? path : argument))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
