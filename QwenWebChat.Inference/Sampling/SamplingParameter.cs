using System.Globalization;
using System.Numerics;

namespace QwenWebChat.Inference.Sampling;

/// <summary>
/// A numeric sampling parameter: its name, its range, and its place in <see cref="SamplingOverrides"/> and <see
/// cref="SamplingParams"/>. <see cref="SamplingParameters"/> lists all of them.
/// </summary>
public sealed class SamplingParameter
{
    private readonly Func<SamplingOverrides, double?> _get;
    private readonly Func<SamplingOverrides, double?, SamplingOverrides> _set;
    private readonly Func<SamplingOverrides, string?> _format;
    private readonly Func<SamplingOverrides, string, SamplingOverrides?> _parse;
    private readonly Func<SamplingOverrides, SamplingParams, SamplingOverrides> _copy;

    private SamplingParameter(
        Func<SamplingOverrides, double?> get,
        Func<SamplingOverrides, double?, SamplingOverrides> set,
        Func<SamplingOverrides, string?> format,
        Func<SamplingOverrides, string, SamplingOverrides?> parse,
        Func<SamplingOverrides, SamplingParams, SamplingOverrides> copy)
    {
        (_get, _set, _format, _parse, _copy) = (get, set, format, parse, copy);
    }

    /// <summary>The name in the OpenAI API and vLLM, such as <c>top_p</c>. It also selects the texts of the pages.</summary>
    public string Name { get; private init; } = "";

    public double Min { get; private init; }

    /// <summary>True if a value must be above <see cref="Min"/>.</summary>
    public bool IsMinExcluded { get; private init; }

    /// <summary>The maximum; null if there is none.</summary>
    public double? Max { get; private init; }

    public bool IsInteger { get; private init; }

    /// <summary>True for a value that a model's <c>generation_config.json</c> may recommend under <see cref="Name"/>.</summary>
    public bool IsRecommended { get; private init; }

    /// <summary>The key of the recommended value in a GGUF file; null if there is none.</summary>
    public string? GgufKey { get; private init; }

    /// <summary>The allowed values, such as <c>above 0, up to 1</c>.</summary>
    public string Range => (Min.ToString(CultureInfo.InvariantCulture), Max?.ToString(CultureInfo.InvariantCulture)) switch
    {
        (string min, null) => $"{min} or more",
        (string min, string max) => IsMinExcluded ? $"above {min}, up to {max}" : $"{min} to {max}",
    };

    /// <summary>The allowed values as a noun, such as <c>a number from 0 to 1</c>.</summary>
    internal string ExpectedNumber => IsMinExcluded ? $"a number {Range}" : $"a number from {Range}";

    /// <summary>Formats the value for display and input; null if it is not set.</summary>
    public string? Format(SamplingOverrides overrides) => _format(overrides);

    /// <summary>Parses a number, in range or not, independent of the culture.</summary>
    /// <returns>The overrides with the value; null if the text is not a number, or not an integer where one is required.</returns>
    public SamplingOverrides? Parse(string text, SamplingOverrides overrides) => _parse(overrides, text);

    /// <summary>Sets a value; one that is null or not allowed is left to the model's defaults.</summary>
    public SamplingOverrides With(double? value, SamplingOverrides overrides) => _set(overrides, value is { } number && Allows(number) ? number : null);

    /// <summary>Sets the value of effective parameters.</summary>
    public SamplingOverrides Copy(SamplingParams sampling, SamplingOverrides overrides) => _copy(overrides, sampling);

    public bool Allows(double value) =>
        (IsMinExcluded ? value > Min : value >= Min) && !(value > Max) && double.IsFinite(value) && (!IsInteger || value == Math.Truncate(value));

    /// <summary>Returns an error with the name, the value and the range; null if the value is allowed or not set.</summary>
    public string? ErrorIn(SamplingOverrides overrides) =>
        _get(overrides) is { } value && !Allows(value) ? $"{Name} is {Format(overrides)}; it must be {Range}." : null;

    internal static SamplingParameter Create<T>(
        string name,
        double min,
        double? max,
        Func<SamplingOverrides, T?> get,
        Func<SamplingOverrides, T?, SamplingOverrides> set,
        Func<SamplingParams, T> effective,
        bool isMinExcluded = false,
        bool isRecommended = false,
        string? ggufKey = null)
        where T : struct, INumber<T> => new(
            overrides => get(overrides) is { } value ? double.CreateSaturating(value) : null,
            (overrides, value) => set(overrides, value is { } number ? T.CreateSaturating(number) : null),
            overrides => get(overrides)?.ToString(null, CultureInfo.InvariantCulture),
            (overrides, text) => T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) ? set(overrides, value) : null,
            (overrides, sampling) => set(overrides, effective(sampling)))
        {
            Name = name,
            Min = min,
            Max = max,
            IsMinExcluded = isMinExcluded,
            IsInteger = typeof(T) != typeof(double),
            IsRecommended = isRecommended,
            GgufKey = ggufKey,
        };
}
