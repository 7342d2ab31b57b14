using System.Text.Unicode;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Documents.Extraction.Conversion;

namespace QwenWebChat.ReadingBench;

/// <summary>An external program that writes the text of a file to its standard output.</summary>
/// <param name="Program">The program's name, found on the path.</param>
/// <param name="Arguments">The arguments, in which <see cref="FilePlace"/> stands for the file.</param>
internal sealed record IndependentExtractor(string Program, IReadOnlyList<string> Arguments)
{
    public const string FilePlace = "{file}";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>True if the program assumes UTF-8; it gets no other files.</summary>
    public bool IsUtf8Only { get; init; }

    /// <returns>The text; null if the program is not installed, fails, takes longer than a minute or writes too much.</returns>
    public async Task<string?> ExtractAsync(string path, CancellationToken cancellationToken)
    {
        if (ExternalProgram.Find(Program) is not { } program
            || (IsUtf8Only && !IsUtf8(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false))))
        {
            return null;
        }

        using WorkFolder folder = new();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        IEnumerable<string> arguments = Arguments.Select(argument => argument == FilePlace ? path : argument);
        try
        {
            ProgramResult result = await Task.Run(() => program.Run(arguments, folder.Path, limit.Token), cancellationToken).ConfigureAwait(false);
            return result.ExitCode == 0 ? result.Output : null;
        }
        catch (Exception exception) when (exception is DocumentReadException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    // Zero bytes indicate UTF-16.
    private static bool IsUtf8(byte[] content) => Utf8.IsValid(content) && !content.Contains((byte)0);
}
