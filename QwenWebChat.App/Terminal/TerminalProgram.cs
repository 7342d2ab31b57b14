using System.CommandLine;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Torch.Devices;

namespace QwenWebChat.App.Terminal;

/// <summary>
/// Runs the commands that need no browser. Exit code 2 and one line on standard error report an invalid argument or model.
/// </summary>
internal static class TerminalProgram
{
    private const int Failed = 1;
    private const int BadInput = 2;
    private const int Interrupted = 130;

    /// <summary>Tells whether the arguments name a command, or attempt to, instead of settings of the web app.</summary>
    public static bool Handles(string[] args) => args switch
    {
        ["--help" or "-h" or "-?" or "--version", ..] => true,
        [var first, ..] => !first.StartsWith('-') && !first.StartsWith('/') && !first.Contains('=', StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TerminalConsole console)
    {
        RootCommand root = new("QwenWebChat runs a Qwen2 model on this machine. Without a command it starts the web app; settings are given as --Model:Path PATH.")
        {
            GenerateCommand.Create(console),
            TokenizeCommand.Create(console),
            ChatTemplateCommand.Create(console),
            GrammarCommand.Create(console),
            ApiKeyCommand.Create(console),
            AdminCommand.Create(console),
        };
        // A prompt may begin with an at sign, which must not name a file of arguments.
        ParserConfiguration plain = new() { ResponseFileTokenReplacer = null };
        ParseResult parsed = root.Parse(args is ["help", .. string[] rest] ? [.. rest, "--help"] : args, plain);
        if (parsed.Errors.Count > 0)
        {
            return await FailAsync(console, parsed.UnmatchedTokens is [var stray, ..] ? $"Unrecognized command or argument '{stray}'." : parsed.Errors[0].Message).ConfigureAwait(false);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = console.Output, Error = console.Error }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception exception) when (exception is StartupException or CheckpointException or GrammarException or TorchLibraryException or ContextOverflowException or ArgumentException or FormatException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(console, exception.Message).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Errors of the device or of a native library are not errors of the arguments.
            await console.Error.WriteLineAsync(exception.GetBaseException().Message.Split('\n')[0].TrimEnd()).ConfigureAwait(false);
            return Failed;
        }
    }

    private static async Task<int> FailAsync(TerminalConsole console, string message)
    {
        await console.Error.WriteLineAsync(message.ReplaceLineEndings(" ")).ConfigureAwait(false);
        return BadInput;
    }
}
