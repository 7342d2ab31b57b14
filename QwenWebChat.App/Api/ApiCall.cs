using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Api;

/// <summary>A request that was admitted.</summary>
/// <param name="Key">Its key; null if none was needed.</param>
/// <param name="Limits">The limits of requests.</param>
internal sealed record ApiCall(HttpContext Http, KeyIdentity? Key, ApiOptions Limits)
{
    /// <summary>The owner in the engine. All requests with the same key share one place beside the chats.</summary>
    public RequestOwner Owner => new(OwnerId.ToString(), $"api:{Key?.Id}", Key?.Id.ToString() ?? "");

    /// <summary>The owner of documents and summaries.</summary>
    public Guid OwnerId => Http.RequestServices.GetRequiredService<CurrentOwner>().Id;

    /// <summary>The audit log, in the name of the request's account.</summary>
    public AuditTrail Trail => Http.RequestServices.GetRequiredService<AuditTrail>();

    /// <summary>Refuses the request unless its key has a scope; without a key everything is allowed.</summary>
    /// <exception cref="ApiException">The key lacks the scope.</exception>
    public void Require(ApiScopes scope)
    {
        if (Key is { } key && !key.Allows(scope))
        {
            throw ApiAccess.LacksScope(key, scope);
        }
    }

    /// <exception cref="ApiException">The body is too large, is no JSON object, or has another content type.</exception>
    /// <param name="takesAnyType">True to ignore the content type.</param>
    public Task<JsonField> ReadAsync(bool takesAnyType = false) => JsonBody.ReadAsync(Http, Limits.MaxBodyBytes, takesAnyType);
}
