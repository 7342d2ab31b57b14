using Microsoft.Extensions.AI;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>A conversation's settings as options of a request; what is null is left to the model.</summary>
internal static class SamplingOptions
{
    public static ChatOptions From(ConversationSettings settings)
    {
        ChatOptions options = new()
        {
            Temperature = (float?)settings.Temperature,
            TopP = (float?)settings.TopP,
            TopK = settings.TopK,
            PresencePenalty = (float?)settings.PresencePenalty,
            FrequencyPenalty = (float?)settings.FrequencyPenalty,
            Seed = (long?)settings.Seed,
            MaxOutputTokens = settings.MaxTokens,
            StopSequences = settings.Stop?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            AdditionalProperties = [],
        };
        Add(options, ChatMlMapping.MinPProperty, settings.MinP);
        Add(options, ChatMlMapping.RepetitionPenaltyProperty, settings.RepetitionPenalty);
        return options;
    }

    private static void Add(ChatOptions options, string name, double? value)
    {
        if (value is { } present)
        {
            options.AdditionalProperties![name] = present;
        }
    }
}
