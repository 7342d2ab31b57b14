using System.CommandLine;
using QwenWebChat.Benchmarks.Ui;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary><c>ui-app</c>: the app that <c>ui</c> loads, as a process of its own.</summary>
internal static class UiAppCommand
{
    public static Command Create()
    {
        Option<double> rate = TokensPerSecond();
        Command command = new("ui-app", "Runs the app with a script for a model, for ui; options of the app follow.") { rate };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, _) =>
        {
            UiSettings.RequireRate(parsed.GetValue(rate));
            return ScriptedApp.RunAsync(parsed.GetValue(rate), parsed.UnmatchedTokens);
        });
        return command;
    }

    /// <summary>The option that both have.</summary>
    public static Option<double> TokensPerSecond() => new("--tokens-per-second") { Description = "Tokens that each answer has a second.", DefaultValueFactory = _ => 30 };
}
