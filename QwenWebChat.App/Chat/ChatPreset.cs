using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Chat;

/// <summary>Named sets of sampling parameters. A value that a preset does not set is the model's default.</summary>
public static class ChatPreset
{
    public const string Precise = "precise";
    public const string Balanced = "balanced";
    public const string Creative = "creative";

    /// <summary>The name of values that are no preset's.</summary>
    public const string Custom = "custom";

    /// <summary>The presets in display order.</summary>
    public static IReadOnlyList<string> Names { get; } = [Precise, Balanced, Creative];

    /// <summary>Returns the values of a preset, with the maximum length, the seed and the stop sequences of the settings.</summary>
    public static SamplingOverrides Apply(string preset, SamplingOverrides settings)
    {
        SamplingOverrides open = new() { Seed = settings.Seed, MaxTokens = settings.MaxTokens, Stop = settings.Stop };
        return preset switch
        {
            Precise => open with { Temperature = 0.2, TopP = 0.7, TopK = 10 },
            Creative => open with { Temperature = 1.1, TopP = 0.95, TopK = 50, MinP = 0.03 },
            _ => open,
        };
    }

    /// <summary>Returns the preset that the settings equal, or <see cref="Custom"/>.</summary>
    public static string Of(SamplingOverrides settings) => Names.FirstOrDefault(name => Apply(name, settings) == settings) ?? Custom;
}
