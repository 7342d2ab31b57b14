namespace QwenWebChat.App.Data;

/// <summary>The outcome of a recorded action. The pages have a text for each, <c>AuditOutcome_NAME</c>.</summary>
public enum AuditOutcome
{
    Succeeded,

    /// <summary>It was not allowed.</summary>
    Refused,

    /// <summary>It was allowed and did not succeed.</summary>
    Failed,
}
