using System.Globalization;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Components.Setup;

/// <summary>A number among the settings: its limits, equal to the engine's, and its accessors.</summary>
/// <param name="Name">The field's standard name, which also selects the texts of the page.</param>
internal sealed record SettingField(
    string Name, double Min, double Max, double Step, Func<ConversationSettings, double?> Get, Func<ConversationSettings, double?, ConversationSettings> Set)
{
    // Practically unlimited; the context ends an answer earlier.
    private const int UnlimitedTokens = 131_072;

    /// <summary>The fields in display order. Source of the limits: the engine's sampling parameters.</summary>
    public static IReadOnlyList<SettingField> All { get; } =
    [
        new("temperature", 0, 2, 0.1, settings => settings.Temperature, (settings, value) => settings with { Temperature = value }),
        new("top_p", 0.01, 1, 0.05, settings => settings.TopP, (settings, value) => settings with { TopP = value }),
        new("top_k", 0, 1000, 1, settings => settings.TopK, (settings, value) => settings with { TopK = (int?)value }),
        new("min_p", 0, 1, 0.01, settings => settings.MinP, (settings, value) => settings with { MinP = value }),
        new("repetition_penalty", 0.5, 2, 0.05, settings => settings.RepetitionPenalty, (settings, value) => settings with { RepetitionPenalty = value }),
        new("presence_penalty", -2, 2, 0.1, settings => settings.PresencePenalty, (settings, value) => settings with { PresencePenalty = value }),
        new("frequency_penalty", -2, 2, 0.1, settings => settings.FrequencyPenalty, (settings, value) => settings with { FrequencyPenalty = value }),
        new("seed", 0, long.MaxValue, 1, settings => settings.Seed, (settings, value) => settings with { Seed = (ulong?)value }),
        new("max_tokens", 1, UnlimitedTokens, 1, settings => settings.MaxTokens, (settings, value) => settings with { MaxTokens = (int?)value }),
    ];

    /// <summary>True for sampling parameters, for which a model may recommend values.</summary>
    public bool IsRecipe => Name is "temperature" or "top_p" or "top_k" or "min_p" or "repetition_penalty";

    /// <summary>True where it limits the length of an answer.</summary>
    public bool IsLength => Name is "max_tokens";

    private bool IsWhole => Step == 1;

    /// <summary>Formats the value for a field of the page; empty for none.</summary>
    public string Write(ConversationSettings settings) => Get(settings)?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>
    /// Parses a text; false if it is no number within the limits. An empty text is no value, so the model's default
    /// applies.
    /// </summary>
    public bool TryRead(string text, out double? value)
    {
        value = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        bool isNumber = double.TryParse(text.Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        if (!isNumber || number < Min || number > Max || (IsWhole && number != Math.Truncate(number)))
        {
            return false;
        }

        value = number;
        return true;
    }
}
