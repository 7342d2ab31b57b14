using QwenWebChat.App.Data;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.App.Chat;

/// <summary>The rejection of a message, whose text goes back to the composer.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="PromptTokens">For an overflow: the tokens of the prompt.</param>
/// <param name="ContextTokens">For an overflow: the context length in tokens.</param>
public sealed record SendFailure(SendFailureKind Kind, int PromptTokens = 0, int ContextTokens = 0)
{
    /// <summary>The turns that could be left out after an overflow; null if that would not be enough.</summary>
    public ContextPlan? Plan { get; init; }

    /// <summary>The reason why the output format is invalid; null for other failures.</summary>
    public string? Reason { get; init; }

    /// <summary>The limit that is reached; null for other failures.</summary>
    public QuotaRefusal? Quota { get; init; }

    /// <summary>Returns the rejection of a request by the model; null for another error, and for an answer that has begun.</summary>
    internal static SendFailure? OfRejection(Exception exception, bool hasBegun) => exception switch
    {
        _ when hasBegun => null,
        ContextOverflowException overflow => new(SendFailureKind.ContextOverflow, overflow.PromptTokens, overflow.ContextTokens),
        GrammarException grammar => new(SendFailureKind.InvalidFormat) { Reason = grammar.Message },
        QuotaExceededException quota => new(SendFailureKind.QuotaExceeded) { Quota = quota.Refusal },
        EngineUnavailableException => new(SendFailureKind.Unavailable),
        _ => null,
    };

    /// <summary>Returns the failure to write a message into the database.</summary>
    internal static SendFailure NotStored(Exception exception) => new(StorageFailure.Of(exception) switch
    {
        DocumentReadError.DiskFull => SendFailureKind.DiskFull,
        DocumentReadError.NoRights => SendFailureKind.NoRights,
        _ => SendFailureKind.Failed,
    });
}
