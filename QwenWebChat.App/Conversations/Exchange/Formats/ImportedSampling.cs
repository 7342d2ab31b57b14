using System.Text.Json;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>Reads the sampling parameters of a chat from another app. Values that are not allowed here are left out.</summary>
internal static class ImportedSampling
{
    /// <param name="options">An object with a number for each parameter, by its name.</param>
    /// <param name="repetitionPenalty">The other app's name of the repetition penalty.</param>
    public static SamplingOverrides Read(JsonElement options, string repetitionPenalty = "repetition_penalty") => SamplingParameters.All.Aggregate(
        SamplingOverrides.None,
        (sampling, parameter) => parameter.With(options.TryGetNumber(parameter.Name == "repetition_penalty" ? repetitionPenalty : parameter.Name), sampling));
}
