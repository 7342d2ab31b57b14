namespace QwenWebChat.App.Monitoring.History;

/// <summary>The sortable columns of the table of requests.</summary>
public enum RequestColumn
{
    Arrived,
    User,
    Kind,
    Model,
    PromptTokens,
    CachedTokens,
    NewTokens,
    Queue,
    TimeToFirstToken,
    TokensPerSecond,
    InterTokenP95,
    EndToEnd,
    Preemptions,
    Outcome,
}
