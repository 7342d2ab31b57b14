using System.CommandLine;
using System.Reflection;

namespace QwenWebChat.Benchmarks;

/// <summary>Creates commands from settings records: one option for each property with an <see cref="OptionAttribute"/>.</summary>
internal static class SettingsCommand
{
    /// <summary>Creates a command with <c>--json</c>.</summary>
    /// <param name="run">Measures and writes the results.</param>
    public static Command Create<TSettings>(string name, string description, Func<TSettings, CommandOutput, CancellationToken, Task> run)
        where TSettings : CommandSettings, new()
    {
        Option<bool> json = new("--json") { Description = "JSON instead of text." };
        Command command = Create<TSettings>(name, description, json, async (settings, output, cancellationToken) =>
        {
            await run(settings, output, cancellationToken).ConfigureAwait(false);
            return 0;
        });
        command.Options.Add(json);
        return command;
    }

    /// <summary>Creates a command without <c>--json</c>.</summary>
    /// <param name="run">Runs the command and returns its exit code.</param>
    public static Command CreatePlain<TSettings>(string name, string description, Func<TSettings, CommandOutput, CancellationToken, Task<int>> run)
        where TSettings : CommandSettings, new() => Create(name, description, json: null, run);

    private static Command Create<TSettings>(
        string name, string description, Option<bool>? json, Func<TSettings, CommandOutput, CancellationToken, Task<int>> run)
        where TSettings : CommandSettings, new()
    {
        SettingsOption[] options = [.. typeof(TSettings).GetProperties().Where(property => property.IsDefined(typeof(OptionAttribute))).Select(SettingsOption.Of)];
        Command command = new(name, description);
        Array.ForEach(options, option => command.Options.Add(option.Option));
        command.SetAction((parsed, cancellationToken) => Task.Run(
            async () =>
            {
                TSettings settings = new();
                settings.PassedOn = parsed.UnmatchedTokens;
                Array.ForEach(options, option => option.Read(parsed, settings));
                settings.Validate();
                InvocationConfiguration streams = parsed.InvocationConfiguration;
                CommandOutput output = new(streams.Output, streams.Error, json is not null && parsed.GetValue(json));
                return await run(settings, output, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken));
        return command;
    }
}
