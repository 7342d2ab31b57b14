using System.CommandLine;

namespace QwenWebChat.UiLoad;

/// <summary>Command <c>ui-app</c>: runs the app that <c>ui</c> puts under load, in its own process.</summary>
internal static class UiAppCommand
{
    public static Command Create()
    {
        Option<double> rate = TokensPerSecond();
        Command command = new("ui-app", "Runs the app with a scripted model for the command ui; options of the app follow.") { rate };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, _) =>
        {
            UiSettings.RequireRate(parsed.GetValue(rate));
            return ScriptedApp.RunAsync(parsed.GetValue(rate), parsed.UnmatchedTokens);
        });
        return command;
    }

    /// <summary>The option that both commands share.</summary>
    public static Option<double> TokensPerSecond() => new("--tokens-per-second") { Description = "Tokens per second of each answer.", DefaultValueFactory = _ => 30 };
}
