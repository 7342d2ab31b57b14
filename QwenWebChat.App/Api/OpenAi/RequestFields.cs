using QwenWebChat.App.Generation;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>Reads the fields that Chat Completions and Completions share: sampling, end conditions and vLLM's extensions.</summary>
internal static class RequestFields
{
    /// <summary>The highest number of answers to one request.</summary>
    public const int MaxAnswers = 128;

    /// <summary>Reads the options; the format of the answer and the tools are not among them.</summary>
    public static QwenChatOptions Read(JsonField body, RequestOwner owner)
    {
        RefuseUnsupported(body);
        return new QwenChatOptions
        {
            Owner = owner,
            Kind = RequestKind.Api,
            Priority = PriorityOf(body["priority"]),
            Sampling = SamplingOf(body),
        };
    }

    /// <summary>Reads the number of answers.</summary>
    public static int AnswersOf(JsonField body) => body["n"].Integer(1, MaxAnswers) ?? 1;

    private static SamplingOverrides SamplingOf(JsonField body)
    {
        JsonField limit = body["max_completion_tokens"] is { IsNull: false } newer ? newer : body["max_tokens"];
        return SamplingFields.Read(body, parameter => parameter.Name) with
        {
            MaxTokens = limit.Integer(1),
            Seed = SamplingFields.SeedOf(body["seed"]),
            Stop = SamplingFields.StopsOf(body["stop"]),
            IgnoreEndTokens = body["ignore_eos"].Flag() ?? false,
        };
    }

    // At vLLM a lower number goes first.
    private static RequestPriority PriorityOf(JsonField field) => field.Long() switch
    {
        null or <= 0 => RequestPriority.Interactive,
        1 => RequestPriority.Document,
        _ => RequestPriority.Background,
    };

    private static void RefuseUnsupported(JsonField body)
    {
        if (body["best_of"].Integer(1) is > 1)
        {
            throw ApiException.NotSupported("best_of", "use n, and choose among the answers.");
        }

        if (body["echo"].Flag() == true)
        {
            throw ApiException.NotSupported("echo", "the prompt is not repeated; prompt_logprobs gives its log probabilities.");
        }

        if (body["use_beam_search"].Flag() == true)
        {
            throw ApiException.NotSupported("use_beam_search", "answers are sampled.");
        }

        if (body["modalities"].Items().Any(item => item.Text() is not "text"))
        {
            throw ApiException.NotSupported("modalities", "the model writes text alone.");
        }
    }
}
