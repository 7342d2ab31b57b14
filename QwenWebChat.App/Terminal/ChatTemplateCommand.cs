using System.CommandLine;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.App.Terminal;

/// <summary>Command <c>chat-template</c>: formats messages as the prompt that the model receives.</summary>
internal static class ChatTemplateCommand
{
    public static Command Create(TerminalConsole console)
    {
        Option<string> model = TerminalOptions.Model();
        Option<FileInfo> messages = new("--messages")
        {
            Description = "A JSON file: an array of messages, or an object with messages, tools and add_generation_prompt.",
            HelpName = "FILE",
            Required = true,
        };
        Option<bool> json = TerminalOptions.Json();
        Command command = new("chat-template", "Shows the prompt of a conversation and its token ids.") { model, messages, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetValue(messages)!.FullName;
            string text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
            QwenTokenizer tokenizer = QwenTokenizer.Load(Path.GetFullPath(parsed.GetValue(model)!));
            ChatPrompt rendered = Render(path, text, tokenizer.ChatTemplate);
            int[] ids = tokenizer.Encode(rendered);
            if (tokenizer.ModelTemplate is { Problem: { } problem } unused)
            {
                await console.Error.WriteLineAsync($"The template of {unused.Source} is not used ({problem}); ChatML is used instead.").ConfigureAwait(false);
            }

            await console.Output.WriteLineAsync(parsed.GetValue(json) ? TerminalOptions.ToJson(new { prompt = rendered.Text, ids }) : rendered.Text).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static ChatPrompt Render(string path, string json, ChatTemplate template)
    {
        try
        {
            return ChatTemplateFile.Parse(json).Render(template);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new FormatException($"{path}: {exception.Message}", exception);
        }
    }
}
