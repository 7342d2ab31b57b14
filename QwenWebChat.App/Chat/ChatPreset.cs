using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>Named settings. A value that a preset does not set is the model's default.</summary>
public static class ChatPreset
{
    public const string Precise = "precise";
    public const string Balanced = "balanced";
    public const string Creative = "creative";

    /// <summary>The preset of values that the user has set.</summary>
    public const string Own = "own";

    /// <summary>The presets with values, in the order of the menu.</summary>
    public static IReadOnlyList<string> Names { get; } = [Precise, Balanced, Creative];

    /// <summary>Returns the settings of a preset; length, seed and stop strings are unchanged.</summary>
    public static ConversationSettings Apply(string preset, ConversationSettings settings)
    {
        ConversationSettings kept = new() { Seed = settings.Seed, MaxTokens = settings.MaxTokens, Stop = settings.Stop };
        return preset switch
        {
            Precise => kept with { Temperature = 0.2, TopP = 0.7, TopK = 10 },
            Creative => kept with { Temperature = 1.1, TopP = 0.95, TopK = 50, MinP = 0.03 },
            _ => kept,
        };
    }

    /// <summary>Returns the preset that the settings match, or <see cref="Own"/>.</summary>
    public static string Of(ConversationSettings settings) => Names.FirstOrDefault(name => Apply(name, settings) == settings) ?? Own;
}
