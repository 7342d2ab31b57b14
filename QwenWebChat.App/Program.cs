using QwenWebChat.App.Hosting;
using QwenWebChat.App.Terminal;

if (TerminalProgram.Handles(args))
{
    return await TerminalProgram.RunAsync(args);
}

return await WebProgram.RunAsync(args);
