using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Api.Ollama;

/// <summary>Reads the fields that chats and plain prompts have in common.</summary>
internal static class OptionFields
{
    /// <summary>Reads the options of the answer. Those of the machine, such as <c>num_gpu</c>, and <c>keep_alive</c> do not apply here.</summary>
    /// <exception cref="ApiException">A field is invalid or not supported.</exception>
    public static QwenChatOptions Read(JsonField body, ApiCall call)
    {
        if (body["logprobs"].Flag() == true)
        {
            throw ApiException.NotSupported("logprobs", "/v1/chat/completions has log probabilities.");
        }

        // A model that writes its thoughts does so in its answer.
        if (body["think"] is { IsNull: false, IsText: false } think)
        {
            _ = think.Flag();
        }

        return new QwenChatOptions
        {
            Owner = call.Owner,
            Kind = RequestKind.Api,
            Sampling = SamplingOf(body["options"]),
            ResponseFormat = FormatOf(body["format"]),
        };
    }

    /// <summary>Streams unless the request says otherwise.</summary>
    public static bool IsStreamed(JsonField body) => body["stream"].Flag() ?? true;

    /// <summary>Refuses images, of which an empty list is none.</summary>
    public static void RefuseImages(JsonField images)
    {
        if (images.Items().Length > 0)
        {
            throw ApiException.NotSupported(images.Path, "the model reads no images.");
        }
    }

    /// <summary>Writes sampling parameters, one a line, as Ollama shows those of a model.</summary>
    public static IEnumerable<string> Format(SamplingOverrides sampling) =>
        SamplingParameters.Recommended.Where(parameter => parameter.Format(sampling) is not null).Select(parameter => $"{NameOf(parameter)} {parameter.Format(sampling)}");

    // A context that is longer or shorter than the model's, num_ctx, is not made: a prompt that does not fit is an error, and never cut.
    private static SamplingOverrides SamplingOf(JsonField options)
    {
        _ = options["num_ctx"].Long();
        return SamplingFields.Read(options, NameOf) with
        {
            MaxTokens = MaxTokensOf(options["num_predict"]),
            Seed = SamplingFields.SeedOf(options["seed"]),
            Stop = SamplingFields.StopsOf(options["stop"]),
        };
    }

    private static string NameOf(SamplingParameter parameter) => parameter.Name == "repetition_penalty" ? "repeat_penalty" : parameter.Name;

    // -1 is no limit, -2 the rest of the context, which is the same here; Ollama takes 0 for no limit too.
    private static int? MaxTokensOf(JsonField field) => field.Integer(-2) is { } limit ? limit > 0 ? limit : int.MaxValue : null;

    private static ChatResponseFormatJson? FormatOf(JsonField field) =>
        field.IsNull ? null
        : !field.IsText ? ChatResponseFormat.ForJsonSchema(field.RequiredObject())
        : field.RequiredText() switch
        {
            "" => null,
            "json" => ChatResponseFormat.Json,
            { } other => throw ApiException.Invalid(field.Path, $"{field.Path} is {other}; it must be json or a JSON Schema."),
        };
}
