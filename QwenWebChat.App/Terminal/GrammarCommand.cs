using System.CommandLine;
using System.Globalization;
using System.Text;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.App.Terminal;

/// <summary>Command <c>grammar</c>: checks a text against a grammar. Exit code 0 reports accepted, 1 rejected, 2 a grammar that cannot be used.</summary>
internal static class GrammarCommand
{
    private const int Accepted = 0;
    private const int Rejected = 1;
    private const int Unsupported = 2;

    public static Command Create(TerminalConsole console)
    {
        GrammarOptions grammar = new("--schema");
        Option<FileInfo> instance = new("--instance") { Description = "A file with the text. White space behind it is not part of it.", HelpName = "FILE" };
        Option<string> text = new("--text") { Description = "The text.", HelpName = "TEXT" };
        Command command = new("grammar", "Checks whether a text satisfies a grammar, as an answer would.") { instance, text };
        grammar.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!grammar.IsAnyGiven(result) || (result.GetResult(instance) is null) == (result.GetResult(text) is null))
            {
                result.AddError("grammar takes one of --schema FILE, --json-mode, --regex REGEX, --grammar FILE and --choice TEXT, and either --instance FILE or --text TEXT.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            GrammarSource source = (await grammar.ReadAsync(parsed, cancellationToken).ConfigureAwait(false))!;
            byte[] content = parsed.GetValue(instance) is { } file
                ? Trimmed(await File.ReadAllBytesAsync(file.FullName, cancellationToken).ConfigureAwait(false))
                : Encoding.UTF8.GetBytes(parsed.GetValue(text)!);
            (int code, string verdict) = Check(source, content);
            await console.Output.WriteLineAsync(verdict).ConfigureAwait(false);
            return code;
        });
        return command;
    }

    private static (int Code, string Verdict) Check(GrammarSource source, byte[] content)
    {
        try
        {
            return source.Compile().FindError(content) is { } position
                ? (Rejected, string.Create(CultureInfo.InvariantCulture, $"rejected at byte {position}"))
                : (Accepted, "accepted");
        }
        catch (GrammarException exception)
        {
            return (Unsupported, $"unsupported at {exception.Message}");
        }
    }

    private static byte[] Trimmed(byte[] content) =>
        content.AsSpan(content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0).TrimEnd(" \t\r\n"u8).ToArray();
}
