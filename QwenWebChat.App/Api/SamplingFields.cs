using System.Globalization;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Api;

/// <summary>Reads sampling parameters and stop strings, by whichever names a format has for them.</summary>
internal static class SamplingFields
{
    private const int MaxStops = 64;

    /// <summary>Reads the sampling parameters; the seed and the limit of tokens are not among them.</summary>
    /// <param name="nameOf">Returns the name of a parameter's field; null if the format has none.</param>
    /// <exception cref="ApiException">One is not a number, or out of its range.</exception>
    public static SamplingOverrides Read(JsonField fields, Func<SamplingParameter, string?> nameOf) => SamplingParameters.All
        .Where(parameter => parameter != SamplingParameters.Seed && parameter != SamplingParameters.MaxTokens)
        .Aggregate(SamplingOverrides.None, (values, parameter) => nameOf(parameter) is { } name ? Set(parameter, fields[name], values) : values);

    /// <summary>Reads a seed, which may be negative.</summary>
    public static ulong? SeedOf(JsonField field) => unchecked((ulong?)field.Long());

    /// <summary>Reads a stop string or several.</summary>
    public static StopSequences? StopsOf(JsonField field) =>
        field.IsNull ? null
        : field.IsText ? [StopOf(field)]
        : field.IsArray ? [.. field.Items(MaxStops).Select(StopOf)]
        : throw field.Expected("a string or an array of strings");

    private static SamplingOverrides Set(SamplingParameter parameter, JsonField field, SamplingOverrides values)
    {
        if (field.Number() is not { } number)
        {
            return values;
        }

        // vLLM writes -1 for "off".
        string text = parameter.Name == "top_k" && number == -1 ? "0" : number.ToString(CultureInfo.InvariantCulture);
        SamplingOverrides set = parameter.Parse(text, values) ?? throw field.Expected("an integer");
        return parameter.ErrorIn(set) is null ? set
            : throw ApiException.Invalid(field.Path, $"{field.Path} is {parameter.Format(set)}; it must be {parameter.Range}.");
    }

    private static string StopOf(JsonField field) =>
        field.RequiredText() is { Length: > 0 } stop ? stop : throw ApiException.Invalid(field.Path, $"{field.Path} is empty; a stop string has at least one character.");
}
