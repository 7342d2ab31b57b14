namespace QwenWebChat.App.Api.OpenAi.Responses;

/// <summary>An item of a response's output.</summary>
internal abstract record ResponseItem(string Id, string Status)
{
    public const string InProgress = "in_progress";
    public const string Completed = "completed";
    public const string Incomplete = "incomplete";

    public abstract string Type { get; }
}
