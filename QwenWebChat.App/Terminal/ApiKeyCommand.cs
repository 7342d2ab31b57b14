using System.CommandLine;
using QwenWebChat.App.Api;

namespace QwenWebChat.App.Terminal;

/// <summary><c>api-key NAME</c>: makes a key for programs that use the APIs, and the setting that admits it.</summary>
internal static class ApiKeyCommand
{
    public static Command Create()
    {
        Argument<string> name = new("name") { Description = "The name of the key in the settings and the request history, such as ci." };
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && (text.Length == 0 || text.Contains(':', StringComparison.Ordinal)))
            {
                result.AddError("A key's name has at least one character and no colon.");
            }
        });
        Command command = new("api-key", "Makes a key for programs that use the APIs. It is shown once; the settings hold its hash alone.") { name };
        command.SetAction(async (parsed, _) =>
        {
            string key = ApiKeys.Create();
            using TextWriter output = TerminalOptions.OpenOutput();
            await output.WriteLineAsync($"Key, for the program: {key}").ConfigureAwait(false);
            await output.WriteLineAsync($"Setting, for the app: --Api:Keys:{parsed.GetValue(name)} {ApiKeys.HashOf(key)}").ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
