using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Chat;

/// <summary>A message that was not taken; its text goes back to the composer.</summary>
/// <param name="Kind">Why it was not taken.</param>
/// <param name="PromptTokens">For an overflow: the tokens that the prompt has.</param>
/// <param name="ContextTokens">For an overflow: the tokens that the context holds.</param>
public sealed record SendFailure(SendFailureKind Kind, int PromptTokens = 0, int ContextTokens = 0)
{
    /// <summary>For an overflow: what could be left out for it to fit; null where that would not do.</summary>
    public ContextPlan? Plan { get; init; }

    /// <summary>Returns the failure to write a message into the database.</summary>
    internal static SendFailure NotStored(Exception exception) => new(StorageFailure.Of(exception) switch
    {
        DocumentReadError.DiskFull => SendFailureKind.DiskFull,
        DocumentReadError.NoRights => SendFailureKind.NoRights,
        _ => SendFailureKind.Failed,
    });
}
