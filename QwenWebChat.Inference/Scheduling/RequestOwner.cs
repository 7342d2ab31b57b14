namespace QwenWebChat.Inference.Scheduling;

/// <summary>The owner of a request. Accounts share the engine evenly, and so do the works of one account.</summary>
/// <param name="Id">The account, as the metrics and the request history name it; empty where none is known.</param>
/// <param name="Work">The conversation or summary that the request belongs to; empty for none.</param>
/// <param name="Key">The id of the API key that the request came with; empty for none.</param>
public sealed record RequestOwner(string Id, string Work = "", string Key = "")
{
    /// <summary>The owner of requests that name none.</summary>
    public static RequestOwner Unknown { get; } = new("");
}
