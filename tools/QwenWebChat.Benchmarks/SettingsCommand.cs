using System.CommandLine;
using System.Reflection;

namespace QwenWebChat.Benchmarks;

/// <summary>Creates commands whose options are the parameters of a settings record.</summary>
internal static class SettingsCommand
{
    /// <summary>Creates a command with <c>--json</c>.</summary>
    /// <param name="run">Measures and writes the results.</param>
    public static Command Create<TSettings>(string name, string description, Func<TSettings, CommandOutput, CancellationToken, Task> run)
        where TSettings : CommandSettings
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
        where TSettings : CommandSettings => Create(name, description, json: null, run);

    private static Command Create<TSettings>(
        string name, string description, Option<bool>? json, Func<TSettings, CommandOutput, CancellationToken, Task<int>> run)
        where TSettings : CommandSettings
    {
        Command command = new(name, description);
        Func<ParseResult, CommandSettings> read = AddOptions(command, typeof(TSettings));
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                InvocationConfiguration streams = parsed.InvocationConfiguration;
                return run((TSettings)read(parsed), new CommandOutput(streams.Output, streams.Error, json is not null && parsed.GetValue(json)), cancellationToken);
            },
            cancellationToken));
        return command;
    }

    /// <summary>Adds the options of a settings record.</summary>
    /// <returns>A function that creates valid settings from a command line.</returns>
    private static Func<ParseResult, CommandSettings> AddOptions(Command command, Type settings)
    {
        ConstructorInfo constructor = settings.GetConstructors().Single();
        Func<ParseResult, object?>[] parameters = [.. constructor.GetParameters().Select(parameter => parameter.ParameterType.IsSubclassOf(typeof(CommandSettings))
            ? AddOptions(command, parameter.ParameterType)
            : (Func<ParseResult, object?>)typeof(SettingsCommand).GetMethod(nameof(AddOption), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(parameter.ParameterType).Invoke(null, [command, parameter])!)];
        return parsed =>
        {
            CommandSettings created = (CommandSettings)constructor.Invoke([.. parameters.Select(read => read(parsed))]);
            created.PassedOn = parsed.UnmatchedTokens;
            created.Validate();
            return created;
        };
    }

    private static Func<ParseResult, object?> AddOption<T>(Command command, ParameterInfo parameter)
    {
        OptionAttribute declared = parameter.GetCustomAttribute<OptionAttribute>()!;
        Option<T> option = new(declared.Name) { Description = declared.Description, HelpName = declared.Value, Required = !parameter.HasDefaultValue };
        if (parameter.DefaultValue is T initial and not false)
        {
            option.DefaultValueFactory = _ => initial;
        }

        command.Options.Add(option);
        return parsed =>
        {
            T? value = parsed.GetValue(option);
            declared.Check(value);
            return value;
        };
    }
}
