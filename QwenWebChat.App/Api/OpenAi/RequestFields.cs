using System.Globalization;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>Reads the fields that Chat Completions and Completions share: sampling, end conditions and vLLM's extensions.</summary>
internal static class RequestFields
{
    /// <summary>The highest number of answers to one request.</summary>
    public const int MaxAnswers = 128;

    private const int MaxSaltLength = 1_024;

    /// <summary>Reads the options; the format of the answer and the tools are not among them.</summary>
    /// <param name="limit">The field with the maximum number of tokens.</param>
    public static QwenChatOptions Read(JsonField body, RequestOwner owner, string limit)
    {
        RefuseUnsupported(body);
        return new QwenChatOptions
        {
            Owner = owner,
            Kind = RequestKind.Api,
            Priority = PriorityOf(body["priority"]),
            CacheSalt = SaltOf(body["cache_salt"]),
            Sampling = SamplingOf(body, limit),
        };
    }

    /// <summary>Reads the number of answers.</summary>
    public static int AnswersOf(JsonField body) => body["n"].Integer(1, MaxAnswers) ?? 1;

    private static SamplingOverrides SamplingOf(JsonField body, string limit) => SamplingFields.Read(body, parameter => parameter.Name) with
    {
        MaxTokens = body[limit].Integer(1),
        Seed = SamplingFields.SeedOf(body["seed"]),
        Stop = SamplingFields.StopsOf(body["stop"]),
        StopTokenIds = body["stop_token_ids"] is { IsNull: false } ids ? [.. ids.Items(SamplingParams.MaxStopTokenIds).Select(IdOf)] : null,
        MinTokens = body["min_tokens"].Integer(0),
        LogitBias = BiasOf(body["logit_bias"]),
        IgnoreEndTokens = body["ignore_eos"].Flag() ?? false,
    };

    private static string? SaltOf(JsonField field) => field.Text() is not { } salt ? null
        : salt.Length is > 0 and <= MaxSaltLength ? salt
        : throw ApiException.Invalid(field.Path, $"{field.Path} has {salt.Length} characters; it must have 1 to {MaxSaltLength}.");

    // The names of the members are token ids.
    private static LogitBias? BiasOf(JsonField field) => field.IsNull ? null : new LogitBias(field.Members().Select(member => KeyValuePair.Create(
        int.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : throw ApiException.Invalid(member.Field.Path, $"{member.Field.Path} must have a token id as its name."),
        member.Field.Number() ?? 0)));

    private static int IdOf(JsonField field) => field.Integer(0) ?? throw field.Expected("a token id");

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
