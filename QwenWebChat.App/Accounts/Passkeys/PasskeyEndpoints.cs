using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Accounts.Passkeys;

/// <summary>
/// The challenges for passkeys, which the script of the pages fetches. They are requests of their own, because a challenge is valid
/// for minutes and a page may be open for hours.
/// </summary>
internal static class PasskeyEndpoints
{
    /// <summary>The challenge for signing in.</summary>
    public const string SignIn = "/sign-in/passkey";

    /// <summary>The challenge for a new passkey.</summary>
    public const string Add = "/profile/passkeys/new";

    private const int MaxBodyBytes = 10_000;

    public static void MapPasskeys(this IEndpointRouteBuilder app)
    {
        app.MapPost(SignIn, BeginAsync).AllowAnonymous();
        app.MapPost(Add, BeginAddingAsync);
    }

    private static async Task<IResult> BeginAsync(HttpContext http, IAntiforgery antiforgery, PasskeySignIn passkeys, AccessState access, IStringLocalizer<UiText> text) =>
        access.Mode != AccessMode.Members || !await antiforgery.IsRequestValidAsync(http).ConfigureAwait(false)
            ? Refuse(text[$"SignIn_{SignInOutcome.FormExpired}"])
            : Results.Content(await passkeys.BeginAsync().ConfigureAwait(false), "application/json");

    // The password is asked first: a passkey outlives the session in which it was made.
    private static async Task<IResult> BeginAddingAsync(
        HttpContext http, IAntiforgery antiforgery, PasskeySignIn passkeys, PasswordSignIn passwords, CurrentOwner owner, AccountDirectory accounts, SignInRules rules, AuditTrail trail, IStringLocalizer<UiText> text)
    {
        if (http.Request.ContentLength is null or > MaxBodyBytes || !owner.IsSignedIn || !rules.HasLocalSignIn(accounts.Find(owner.Id)) || !await antiforgery.IsRequestValidAsync(http).ConfigureAwait(false))
        {
            return Refuse(text[$"SignIn_{SignInOutcome.FormExpired}"]);
        }

        IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
        if (!PasskeyStore.IsName(form["Name"].ToString()))
        {
            return Refuse(text[$"AccountFault_{AccountFault.PasskeyNameInvalid}"]);
        }

        (SignInOutcome outcome, TimeSpan retryAfter) = await passwords.CheckAsync(http, owner.Name, form["Current"].ToString()).ConfigureAwait(false);
        if (outcome == SignInOutcome.Succeeded)
        {
            return Results.Content(await passkeys.BeginAddingAsync(owner.Id, owner.Name).ConfigureAwait(false), "application/json");
        }

        await trail.RecordRefusalAsync(AuditAction.PasskeyAdded, new AuditTarget(AuditTargetKind.Account, owner.Name), outcome.ToString()).ConfigureAwait(false);
        return Refuse(outcome == SignInOutcome.TooManyTries ? text["SignIn_TooManyTries", Math.Ceiling(retryAfter.TotalMinutes)] : text[$"AccountFault_{AccountFault.PasswordWrong}"]);
    }

    private static IResult Refuse(string message) => Results.Text(message, statusCode: StatusCodes.Status400BadRequest);
}
