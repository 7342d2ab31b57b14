namespace QwenWebChat.App.Documents.Summaries;

/// <summary>The error of a summary that cannot begin or continue.</summary>
internal sealed class SummaryException(SummaryFailure failure, Exception? inner = null) : Exception($"The summary failed: {failure.Kind}.", inner)
{
    public SummaryException(SummaryFailureKind kind, Exception? inner = null)
        : this(new SummaryFailure(kind), inner)
    {
    }

    public SummaryFailure Failure => failure;
}
