using System.CommandLine;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.App.Terminal;

/// <summary>Command <c>tokenize</c>: converts text to token ids.</summary>
internal static class TokenizeCommand
{
    public static Command Create(TerminalConsole console)
    {
        Option<string> model = TerminalOptions.Model();
        Option<string> text = new("--text") { Description = "The text.", HelpName = "TEXT" };
        Option<FileInfo> file = new("--file") { Description = "A UTF-8 file with the text.", HelpName = "FILE" };
        Option<bool> special = new("--special") { Description = "Parse <|im_start|> and other special tokens as tokens, not as text." };
        Option<bool> json = TerminalOptions.Json();
        Command command = new("tokenize", "Shows the token ids of a text.") { model, text, file, special, json };
        command.Validators.Add(result =>
        {
            if ((result.GetResult(text) is null) == (result.GetResult(file) is null))
            {
                result.AddError("tokenize takes either --text TEXT or --file FILE.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string input = parsed.GetValue(file) is { } path
                ? await File.ReadAllTextAsync(path.FullName, cancellationToken).ConfigureAwait(false)
                : parsed.GetValue(text)!;
            int[] ids = QwenTokenizer.Load(Path.GetFullPath(parsed.GetValue(model)!)).Encode(input, parsed.GetValue(special));
            await console.Output.WriteLineAsync(parsed.GetValue(json) ? TerminalOptions.ToJson(new { ids }) : string.Join(' ', ids)).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
