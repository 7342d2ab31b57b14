using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Terminal;

/// <summary>Options and JSON shared by the commands.</summary>
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

    /// <summary>Creates the option for a sampling parameter, such as <c>--top-p</c>; its value is null if the option is absent.</summary>
    public static Option<string> Sampling(SamplingParameter parameter)
    {
        Option<string> option = new($"--{parameter.Name.Replace('_', '-')}")
        {
            Description = $"Sampling parameter {parameter.Name}: {parameter.Range}. Default: the model's.",
            HelpName = "NUMBER",
        };
        option.Validators.Add(result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            SamplingOverrides? parsed = parameter.Parse(text, SamplingOverrides.None);
            string? error = parsed is null ? $"{option.Name} is '{text}'; it must be {(parameter.IsInteger ? "a whole number" : "a number such as 0.7")}." : parameter.ErrorIn(parsed);
            if (error is not null)
            {
                result.AddError(error);
            }
        });
        return option;
    }

    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, Format);
}
