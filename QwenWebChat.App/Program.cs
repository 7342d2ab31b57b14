using QwenWebChat.App.Documents.Readers;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Terminal;

if (ReaderProgram.Handles(args))
{
    return ReaderProgram.Run(args);
}

if (TerminalProgram.Handles(args))
{
    return await TerminalProgram.RunAsync(args);
}

return await WebProgram.RunAsync(args);
