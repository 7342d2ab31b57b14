using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Chat;

/// <summary>The options of a request that <see cref="QwenChatClient"/> knows beyond those of Microsoft.Extensions.AI.</summary>
public sealed class QwenChatOptions : ChatOptions
{
    public QwenChatOptions()
    {
    }

    private QwenChatOptions(ChatOptions options)
        : base(options)
    {
    }

    private QwenChatOptions(QwenChatOptions other)
        : base(other)
    {
        (Owner, Priority, Kind, Sampling) = (other.Owner, other.Priority, other.Kind, other.Sampling);
        (ContinuesAnswer, ContinuedIds, Stored, Grammar) = (other.ContinuesAnswer, other.ContinuedIds, other.Stored, other.Grammar);
        (LogprobCount, PromptLogprobCount, CacheSalt, PromptIds) = (other.LogprobCount, other.PromptLogprobCount, other.CacheSalt, other.PromptIds);
        (IsCharged, IsPromptRecorded) = (other.IsCharged, other.IsPromptRecorded);
    }

    /// <summary>The owner of the request; owners share the engine evenly.</summary>
    public RequestOwner Owner { get; set; } = RequestOwner.Unknown;

    /// <summary>False for work of the app itself, such as a title: no quota counts it.</summary>
    public bool IsCharged { get; set; } = true;

    /// <summary>False if no consumer of ended requests may see the text of the prompt.</summary>
    public bool IsPromptRecorded { get; set; } = true;

    /// <summary>The priority of the request.</summary>
    public RequestPriority Priority { get; set; } = RequestPriority.Interactive;

    /// <summary>The purpose of the request, for the metrics and the history.</summary>
    public RequestKind Kind { get; set; } = RequestKind.Chat;

    /// <summary>Sampling parameters; for each that is null, the option of the base class applies, then the model's default.</summary>
    public SamplingOverrides Sampling { get; set; } = SamplingOverrides.None;

    /// <summary>
    /// The grammar of the answer, for formats that <see cref="ChatOptions.ResponseFormat"/> does not have, such as regular
    /// expressions; null for none. It cannot be combined with a JSON response format or with tools.
    /// </summary>
    public GrammarSource? Grammar { get; set; }

    /// <summary>True if the last message is an answer that is to be continued.</summary>
    public bool ContinuesAnswer { get; set; }

    /// <summary>The token ids of that answer; empty if they are unknown.</summary>
    public IReadOnlyList<int> ContinuedIds { get; set; } = [];

    /// <summary>The first messages, whose keys and values are worth storing on disk; null for none.</summary>
    public StoredMessages? Stored { get; set; }

    /// <summary>
    /// The number of most likely tokens to report with each token of the answer (<see cref="GenerationTokensContent.Logprobs"/>), 0
    /// to 20; null for no log-probabilities.
    /// </summary>
    public int? LogprobCount { get; set; }

    /// <summary>
    /// The number of most likely tokens to report with each token of the prompt (<see cref="PromptLogprobsContent"/>), 0 to 20; null
    /// for no log-probabilities.
    /// </summary>
    public int? PromptLogprobCount { get; set; }

    /// <summary>Requests share cached prompt prefixes only with requests of the same salt; null for those without one.</summary>
    public string? CacheSalt { get; set; }

    /// <summary>The prompt as token ids, without a template and in place of the messages, of which there are then none; null for a chat.</summary>
    public IReadOnlyList<int>? PromptIds { get; set; }

    /// <summary>Returns the options themselves, or plain ones with the defaults of the rest.</summary>
    public static QwenChatOptions From(ChatOptions? options) => options as QwenChatOptions ?? (options is null ? new QwenChatOptions() : new QwenChatOptions(options));

    public override ChatOptions Clone() => new QwenChatOptions(this);
}
