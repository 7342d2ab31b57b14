using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>A reader as its parent process sees it: it receives a file and answers with the text; it can be killed at any time.</summary>
internal sealed class ReaderProcess : IDisposable
{
    private const int KeptErrorCharacters = 2_000;

    private readonly Process _process;
    private readonly ReaderJob? _job;
    private readonly StringBuilder _errors = new();

    private ReaderProcess(Process process, ReaderJob? job)
    {
        (_process, _job) = (process, job);
        _process.ErrorDataReceived += (_, line) => KeepError(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>The beginning of its standard error, such as the reason why the runtime ended it.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>True while it can receive a file.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <exception cref="InvalidOperationException">The process cannot be started or limited.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The process cannot be started.</exception>
    public static ReaderProcess Start(long memoryBytes)
    {
        ProcessStartInfo start = Self();
        start.ArgumentList.Add(ReaderProgram.Command);
        start.ArgumentList.Add(memoryBytes.ToString(CultureInfo.InvariantCulture));
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.CreateNoWindow = true;
        foreach ((string name, string value) in ReaderLimits.Environment(memoryBytes))
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        try
        {
            return new ReaderProcess(process, OperatingSystem.IsWindows() ? ReaderJob.Limit(process, memoryBytes) : null);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file; blocks until it was read.</summary>
    /// <exception cref="DocumentReadException">The file cannot be read.</exception>
    /// <exception cref="ReaderLostException">The reader ended before it had answered.</exception>
    public DocumentText Read(ReadingRequest request, int processorSeconds)
    {
        using ReaderInput input = new(_process.StandardOutput.BaseStream, request.Progress);
        try
        {
            Send(new ReaderOrder(Path.GetFullPath(request.Path), request.FileName, request.Options, processorSeconds));
            DocumentText text = DocumentTextFile.Read(input);
            input.ExpectEnd();
            return text;
        }
        catch (InvalidDataException exception)
        {
            throw new ReaderLostException("The reader sent no text.", exception);
        }
        finally
        {
            if (input.IsAnswered)
            {
                request.PeakMemory?.Invoke(input.PeakMemory);
            }
        }
    }

    /// <summary>Kills the reader and its child processes.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has already exited.
        }
    }

    public void Dispose()
    {
        Kill();
        if (OperatingSystem.IsWindows())
        {
            _job?.Dispose();
        }

        _process.Dispose();
    }

    // This program: its own file or, in the folder of another program (tests, benchmarks), the app beside it.
    private static ProcessStartInfo Self()
    {
        string assembly = typeof(ReaderProcess).Assembly.Location;
        if (assembly.Length == 0)
        {
            return new ProcessStartInfo(Environment.ProcessPath!);
        }

        string program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(program) ? new ProcessStartInfo(program) : new ProcessStartInfo("dotnet", [assembly]);
    }

    private void Send(ReaderOrder order)
    {
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(order, ReaderJson.Default.ReaderOrder);
        byte[] length = new byte[ReaderProgram.LengthBytes];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        try
        {
            Stream orders = _process.StandardInput.BaseStream;
            orders.Write(length);
            orders.Write(content);
            orders.Flush();
        }
        catch (IOException exception)
        {
            throw new ReaderLostException("The reader ended before it was told of a file.", exception);
        }
    }

    private void KeepError(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Length < KeptErrorCharacters)
            {
                _errors.AppendLine(line);
            }
        }
    }
}
