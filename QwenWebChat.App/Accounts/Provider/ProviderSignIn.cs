using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts.Provider;

/// <summary>Signs people in whom the provider vouches for. Every failure leads to the sign-in page with one message, and to the audit log.</summary>
internal sealed partial class ProviderSignIn(
    ProviderAccounts people, ProviderLinks links, AccessState access, BrowserSession session, CurrentOwner owner, AuditTrail trail,
    IOptions<ProviderOptions> options, ILogger<ProviderSignIn> logger)
{
    private const string LinkItem = "link";

    private readonly ILogger _logger = logger;

    /// <summary>Sends the browser to the provider.</summary>
    /// <param name="link">A token of <see cref="ProviderLinks"/>, to bind the account that is signed in.</param>
    public async Task BeginAsync(HttpContext http, string? returnUrl, string? link)
    {
        AuthenticationProperties properties = new() { RedirectUri = AccountPaths.Local(returnUrl, http.Request.PathBase) };
        if (link is not null)
        {
            properties.Items[LinkItem] = link;
        }

        try
        {
            await http.ChallengeAsync(ProviderScheme.Name, properties).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OpenIdConnectProtocolException or JsonException)
        {
            // It was told beforehand what is asked for, and did not accept it: a wrong secret, for example.
            string reason = ProviderFailure.ReasonOf(exception);
            LogFailed(exception, options.Value.Authority, reason);
            await RefuseAsync(http, SignInOutcome.ProviderFailed, reason).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or HttpRequestException or TaskCanceledException)
        {
            LogUnavailable(exception, options.Value.Authority);
            await RefuseAsync(http, SignInOutcome.ProviderUnavailable, "unavailable").ConfigureAwait(false);
        }
    }

    /// <summary>Lets the person in whom valid tokens describe.</summary>
    public async Task ReceiveAsync(TicketReceivedContext context)
    {
        context.HandleResponse();
        HttpContext http = context.HttpContext;
        await KnowAsync(http).ConfigureAwait(false);
        if (access.Mode != AccessMode.Members || context.Principal is null || ProviderPerson.TryRead(context.Principal, options.Value) is not { } person)
        {
            await RefuseAsync(http, SignInOutcome.ProviderFailed, "subject").ConfigureAwait(false);
        }
        else if (context.Properties?.Items.TryGetValue(LinkItem, out string? link) == true && link is not null)
        {
            await LinkAsync(http, person, link).ConfigureAwait(false);
        }
        else
        {
            await EnterAsync(http, person, AccountPaths.Local(context.ReturnUri, http.Request.PathBase)).ConfigureAwait(false);
        }
    }

    /// <summary>Refuses an answer of the provider that is not valid, or that this browser did not ask for.</summary>
    public async Task FailAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        await KnowAsync(context.HttpContext).ConfigureAwait(false);
        string reason = ProviderFailure.ReasonOf(context.Failure);
        LogFailed(context.Failure, options.Value.Authority, reason);
        await RefuseAsync(context.HttpContext, reason == "unavailable" ? SignInOutcome.ProviderUnavailable : SignInOutcome.ProviderFailed, reason).ConfigureAwait(false);
    }

    /// <summary>Ends a sign-in that the person or the provider has ended.</summary>
    public async Task DenyAsync(AccessDeniedContext context)
    {
        context.HandleResponse();
        await KnowAsync(context.HttpContext).ConfigureAwait(false);
        await RefuseAsync(context.HttpContext, SignInOutcome.ProviderDenied, "denied").ConfigureAwait(false);
    }

    // The provider's answer is handled before the middleware that tells each request whose it is.
    private async Task KnowAsync(HttpContext http)
    {
        AuthenticateResult result = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme).ConfigureAwait(false);
        ClaimsPrincipal user = result.Principal ?? new ClaimsPrincipal(new ClaimsIdentity());
        AccountClaims.NoteAddress(user, http.Connection.RemoteIpAddress?.ToString());
        owner.Set(user);
    }

    private async Task EnterAsync(HttpContext http, ProviderPerson person, string path)
    {
        (ProviderEntry? entry, SignInOutcome outcome) = await people.EnterAsync(person).ConfigureAwait(false);
        if (entry is null)
        {
            await RefuseAsync(http, outcome, outcome.ToString()).ConfigureAwait(false);
            return;
        }

        AuditTarget target = new(AuditTargetKind.Account, entry.Name);
        await session.BeginAsync(entry.Id, SignInMethod.Provider).ConfigureAwait(false);
        if (entry.IsNew)
        {
            await trail.RecordAsync(AuditAction.AccountMade, target, detail: nameof(SignInMethod.Provider)).ConfigureAwait(false);
        }

        if (entry.NewRole is { } role)
        {
            await trail.RecordAsync(AuditAction.RoleChanged, target, detail: role.ToString()).ConfigureAwait(false);
        }

        await trail.RecordAsync(AuditAction.SignIn, target, detail: nameof(SignInMethod.Provider)).ConfigureAwait(false);
        http.Response.Redirect(path);
    }

    private async Task LinkAsync(HttpContext http, ProviderPerson person, string link)
    {
        if (!owner.IsKnown || !owner.IsSignedIn || links.Read(link) != owner.Session)
        {
            await RefuseAsync(http, SignInOutcome.StepExpired, "link").ConfigureAwait(false);
            return;
        }

        AuditTarget target = new(AuditTargetKind.Account, owner.Name);
        AccountFault? fault = await people.LinkAsync(owner.Id, person).ConfigureAwait(false);
        await trail.RecordAsync(AuditAction.ProviderLinked, target, fault is null ? AuditOutcome.Succeeded : AuditOutcome.Refused, fault?.ToString()).ConfigureAwait(false);
        http.Response.Redirect($"{http.Request.PathBase}{(fault is null ? AccountPaths.Profile : AccountPaths.After(AccountPaths.Profile, SignInOutcome.ProviderTaken))}");
    }

    private async Task RefuseAsync(HttpContext http, SignInOutcome outcome, string reason)
    {
        await trail.RecordRefusalAsync(AuditAction.SignIn, null, $"{SignInMethod.Provider}: {reason}").ConfigureAwait(false);
        // Who is signed in would be led on from the sign-in page at once.
        http.Response.Redirect($"{http.Request.PathBase}{AccountPaths.After(owner.IsKnown ? AccountPaths.Profile : AccountPaths.SignIn, outcome)}");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sign-in provider {Authority} does not answer")]
    private partial void LogUnavailable(Exception exception, string authority);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer of the sign-in provider {Authority} was refused: {Reason}")]
    private partial void LogFailed(Exception? exception, string authority, string reason);
}
