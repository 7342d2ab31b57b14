using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>Begins and ends the session of a browser, which is a cookie.</summary>
internal sealed class BrowserSession(IHttpContextAccessor http, ChatDbContext context, AccountStore accounts, LiveConnections connections, CurrentOwner owner)
{
    // A person whom the provider no longer knows stays signed in for this long at most.
    private static readonly TimeSpan ProviderLifetime = TimeSpan.FromDays(1);

    private HttpContext Http => http.HttpContext ?? throw new InvalidOperationException("A session begins with a request.");

    /// <summary>Begins a session of a person who has just proved that the account is theirs; not if it is paused.</summary>
    public async Task BeginAsync(Guid id, SignInMethod method, bool isRemembered = false)
    {
        // The context may hold the account as it was before a change.
        context.ChangeTracker.Clear();
        if (await context.Accounts.FindAsync(id).ConfigureAwait(false) is not { IsPaused: false } account)
        {
            return;
        }

        DateTimeOffset now = Http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        AuthenticationProperties properties = new() { IsPersistent = isRemembered };
        if (method == SignInMethod.Provider)
        {
            properties.AllowRefresh = false;
            properties.ExpiresUtc = now + ProviderLifetime;
        }

        await Http.SignInAsync(IdentityConstants.ApplicationScheme, AccountClaims.Create(account, method, now), properties).ConfigureAwait(false);
        owner.Set(new SessionAccount(account.Id, account.Name, account.Role, Method: method));
        await accounts.NoteSignInAsync(account.Id).ConfigureAwait(false);
    }

    /// <summary>Ends the session of a user in this browser, with its pages.</summary>
    public async Task EndAsync(ClaimsPrincipal user)
    {
        await Http.SignOutAsync(IdentityConstants.ApplicationScheme).ConfigureAwait(false);
        if (AccountClaims.TryRead(user)?.Session is { } session)
        {
            connections.End(session);
        }
    }
}
