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
    return await TerminalProgram.RunAsync(args);
}

return await WebProgram.RunAsync(args);
