using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>Settings under a name. What a preset leaves open is the model's own default.</summary>
public static class ChatPreset
{
    public const string Precise = "precise";
    public const string Balanced = "balanced";
    public const string Creative = "creative";

    /// <summary>Values that somebody set by hand.</summary>
    public const string Own = "own";

    /// <summary>Those with values, in the order in which they are offered.</summary>
    public static IReadOnlyList<string> Names { get; } = [Precise, Balanced, Creative];

    /// <summary>The settings of a preset; lengths, seeds and stop strings stay as they are.</summary>
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

    /// <summary>The preset that settings are, or <see cref="Own"/>.</summary>
    public static string Of(ConversationSettings settings) => Names.FirstOrDefault(name => Apply(name, settings) == settings) ?? Own;
}
