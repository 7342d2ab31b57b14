using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace QwenWebChat.App.Terminal;

/// <summary>Options and output shared by the commands.</summary>
internal static class TerminalOptions
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        // A terminal needs no HTML escapes: Chinese stays readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Option<string> Model() => new("--model")
    {
        Description = "A Hugging Face checkpoint folder or a GGUF file of a Qwen2 model.",
        HelpName = "PATH",
        Required = true,
    };

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON object to standard output." };

    /// <summary>Creates an option for an optional number.</summary>
    /// <param name="expected">A description of the valid values, for the error message.</param>
    public static Option<T?> Number<T>(string name, string description, string helpName, string expected)
        where T : struct, IParsable<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = argument =>
            {
                string text = argument.Tokens[0].Value;
                // A comma would be parsed as a thousands separator: 0,5 is not 5.
                if (!text.Contains(',', StringComparison.Ordinal) && T.TryParse(text, CultureInfo.InvariantCulture, out T value))
                {
                    return value;
                }

                argument.AddError($"{name} is '{text}'; it must be {expected}.");
                return null;
            },
        };

    /// <summary>Opens standard output as UTF-8 without a byte order mark, independent of the system's code page.</summary>
    public static TextWriter OpenOutput() => new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };

    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, Format);
}
