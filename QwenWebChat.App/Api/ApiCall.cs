using QwenWebChat.App.Accounts;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Api;

/// <summary>A request that was admitted.</summary>
/// <param name="KeyName">The name of its key; empty if none was needed.</param>
/// <param name="Limits">The limits of requests.</param>
internal sealed record ApiCall(HttpContext Http, string KeyName, ApiOptions Limits)
{
    /// <summary>The owner in the engine. All requests with the same key share one place beside the chats.</summary>
    public RequestOwner Owner => new(OwnerId.ToString(), $"api:{KeyName}") { Key = KeyName };

    /// <summary>The owner of documents and summaries.</summary>
    public Guid OwnerId => Http.RequestServices.GetRequiredService<CurrentOwner>().Id;

    /// <exception cref="ApiException">The body is too large, is no JSON object, or has another content type.</exception>
    /// <param name="takesAnyType">True to ignore the content type.</param>
    public Task<JsonField> ReadAsync(bool takesAnyType = false) => JsonBody.ReadAsync(Http, Limits.MaxBodyBytes, takesAnyType);
}
