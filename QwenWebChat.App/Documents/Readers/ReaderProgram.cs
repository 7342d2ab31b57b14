using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>
/// The reader: this program, started by <see cref="ReaderPool"/> with an internal command. It reads the files that it receives
/// on standard input one after another, and exits with its parent. A file that overflows the stack or exhausts the memory
/// ends only this process.
/// </summary>
internal static class ReaderProgram
{
    /// <summary>The internal command, followed by the memory limit in bytes.</summary>
    public const string Command = "read-documents";

    /// <summary>Size of an order's length in bytes.</summary>
    public const int LengthBytes = sizeof(int);

    private const int MaxOrderBytes = 1 << 16;

    // Ordinary files are nested too, but not as deep.
    private const int StackBytes = 16 << 20;

    private const long KeptHeapBytes = 32L << 20;

    private static readonly PosixSignal[] LeftToTheParent = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    public static bool Handles(string[] args) => args is [Command, _];

    public static int Run(string[] args)
    {
        ReaderLimits.Apply(long.Parse(args[1], CultureInfo.InvariantCulture));
        // A key pressed in the terminal reaches this process too; its parent decides when it exits.
        PosixSignalRegistration[] ignored = [.. LeftToTheParent.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true))];
        using Stream orders = Console.OpenStandardInput();
        using Stream answers = Console.OpenStandardOutput();
        // Output of a library must not appear between the frames.
        Console.SetOut(Console.Error);
        using ReaderOutput output = new(answers);
        using BlockingCollection<ReaderOrder> waiting = [];
        Thread work = new(() => AnswerAll(waiting, output), StackBytes) { IsBackground = true };
        work.Start();
        while (Receive(orders) is { } order)
        {
            waiting.Add(order);
        }

        // The parent has exited, perhaps in the middle of a file.
        GC.KeepAlive(ignored);
        Environment.Exit(0);
        return 0;
    }

    private static void AnswerAll(BlockingCollection<ReaderOrder> waiting, ReaderOutput output)
    {
        foreach (ReaderOrder order in waiting.GetConsumingEnumerable())
        {
            Answer(order, output);
            if (GC.GetTotalMemory(forceFullCollection: false) > KeptHeapBytes)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
    }

    // Returns null after the end of the input.
    private static ReaderOrder? Receive(Stream orders)
    {
        byte[] length = new byte[LengthBytes];
        if (orders.ReadAtLeast(length, LengthBytes, throwOnEndOfStream: false) < LengthBytes || BinaryPrimitives.ReadInt32LittleEndian(length) is < 1 or > MaxOrderBytes)
        {
            return null;
        }

        byte[] content = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        orders.ReadExactly(content);
        return JsonSerializer.Deserialize(content, ReaderJson.Default.ReaderOrder);
    }

    private static void Answer(ReaderOrder order, ReaderOutput output)
    {
        ReaderLimits.BeginFile(order.ProcessorSeconds);
        try
        {
            DocumentText text;
            using (FileStream content = new(order.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16))
            {
                text = DocumentReader.Read(content, order.FileName, order.Options, output);
            }

            using (BufferedStream buffered = new(output, ReaderInput.MaxFrameBytes))
            {
                DocumentTextFile.Write(text, buffered);
            }

            output.End(ReaderLimits.PeakMemory());
        }
        catch (DocumentReadException exception)
        {
            output.Refuse(exception.Error, exception.Message, ReaderLimits.PeakMemory());
        }
        catch (OutOfMemoryException)
        {
            output.Refuse(DocumentReadError.TooMuchMemory, "Reading it took more memory than it may.", ReaderLimits.PeakMemory());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            output.Refuse(DocumentReadError.Failed, exception.Message, ReaderLimits.PeakMemory());
        }
    }
}
