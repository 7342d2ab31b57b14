namespace QwenWebChat.App.Monitoring.History;

/// <summary>What requests can be sorted by: the columns of their table.</summary>
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
