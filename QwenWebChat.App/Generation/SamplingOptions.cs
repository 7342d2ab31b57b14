using QwenWebChat.App.Data;

namespace QwenWebChat.App.Generation;

/// <summary>A conversation's settings as options of a request; null values are left to the model.</summary>
internal static class SamplingOptions
{
    public static QwenChatOptions From(ConversationSettings settings) => new()
    {
        Temperature = (float?)settings.Temperature,
        TopP = (float?)settings.TopP,
        TopK = settings.TopK,
        MinP = settings.MinP,
        RepetitionPenalty = settings.RepetitionPenalty,
        PresencePenalty = (float?)settings.PresencePenalty,
        FrequencyPenalty = (float?)settings.FrequencyPenalty,
        Seed = (long?)settings.Seed,
        MaxOutputTokens = settings.MaxTokens,
        StopSequences = settings.Stop?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };
}
