using System.CommandLine;
using QwenWebChat.Benchmarks;

namespace QwenWebChat.UiLoad;

/// <summary>Measures the web app with many pages that follow answers.</summary>
internal static class UiLoadProgram
{
    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        // Runs in a process of its own, started by the command ui.
        Command app = SettingsCommand.CreatePlain<ScriptedAppSettings>("ui-app", "Runs the app with a scripted model for the command ui; options of the app follow.", ScriptedApp.RunAsync);
        app.TreatUnmatchedTokensAsErrors = false;
        RootCommand root = new("Measures the web app on this machine.")
        {
            SettingsCommand.Create<UiSettings>("ui", "Measures render delay and memory of the web app with many pages and a scripted model.", PageLoad.RunAsync),
            app,
        };
        return CommandProgram.RunAsync(root, args, output, error);
    }
}
