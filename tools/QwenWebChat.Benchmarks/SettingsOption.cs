using System.CommandLine;
using System.Globalization;
using System.Reflection;

namespace QwenWebChat.Benchmarks;

/// <summary>The option of one property of a settings record.</summary>
/// <param name="Read">Checks the value of a command line and sets the property to it.</param>
internal sealed record SettingsOption(Option Option, Action<ParseResult, CommandSettings> Read)
{
    public static SettingsOption Of(PropertyInfo property)
    {
        OptionAttribute declared = property.GetCustomAttribute<OptionAttribute>()!;
        object? initial = property.GetValue(Activator.CreateInstance(property.ReflectedType!));
        return initial is IReadOnlyList<int> numbers
            ? Create<string>(property, declared, string.Join(',', numbers), text => Numbers(declared, text))
            : (SettingsOption)typeof(SettingsOption).GetMethod(nameof(CreatePlain), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(property.PropertyType).Invoke(null, [property, declared, initial])!;
    }

    private static SettingsOption CreatePlain<T>(PropertyInfo property, OptionAttribute declared, object? initial) =>
        Create<T>(property, declared, initial, value => value);

    private static SettingsOption Create<T>(PropertyInfo property, OptionAttribute declared, object? initial, Func<T, object?> convert)
    {
        Option<T> option = new(declared.Name) { Description = declared.Description, HelpName = declared.HelpName, Required = declared.IsRequired };
        if (initial is T value && !declared.IsRequired)
        {
            option.DefaultValueFactory = _ => value;
        }

        return new SettingsOption(option, (parsed, settings) =>
        {
            object? read = convert(parsed.GetValue(option)!);
            declared.Check(read);
            property.SetValue(settings, read);
        });
    }

    private static int[] Numbers(OptionAttribute declared, string text)
    {
        int[] numbers = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];
        bool areValid = Array.TrueForAll(numbers, number => number >= declared.Min && number <= declared.Max);
        Require.That(areValid, declared.Name, $"'{text}'", FormattableString.Invariant($"comma-separated integers from {declared.Min} to {declared.Max}"));
        return numbers;
    }
}
