using QwenWebChat.App.Documents.Readers;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Terminal;
using QwenWebChat.Inference.Torch;

if (ReaderProgram.Handles(args))
{
    return ReaderProgram.Run(args);
}

if (LanguageData.FindFault() is { } fault)
{
    LanguageData.TurnOff();
    Console.Error.WriteLine(fault);
    return 2;
}

TorchBackend.Register();
if (TerminalProgram.Handles(args))
{
    using TerminalConsole console = TerminalConsole.Open();
    return await TerminalProgram.RunAsync(args, console);
}

return await WebProgram.RunAsync(args);
