using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>Writes accounts as claims and reads them back.</summary>
internal sealed class AccountClaims(TimeProvider time) : IUserClaimsPrincipalFactory<Account>
{
    private const string Stamp = "stamp";
    private const string Session = "session";
    private const string Method = "method";
    private const string SignedInAt = "signed_in_at";
    private const string Key = "key";
    private const string Address = "address";

    /// <summary>Creates the user of a new sign-in with a password alone.</summary>
    public Task<ClaimsPrincipal> CreateAsync(Account user) => Task.FromResult(Create(user, SignInMethod.Password, time.GetUtcNow()));

    /// <summary>Creates the user of a new sign-in.</summary>
    public static ClaimsPrincipal Create(Account user, SignInMethod method, DateTimeOffset at) => Create(
        new SessionAccount(user.Id, user.Name, user.Role, user.SecurityStamp, Guid.NewGuid().ToString("N"), method, at), IdentityConstants.ApplicationScheme);

    public static ClaimsPrincipal Create(SessionAccount account, string scheme)
    {
        ClaimsIdentity identity = new(scheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, account.Name));
        identity.AddClaim(new Claim(ClaimTypes.Role, account.Role.ToString()));
        Add(identity, Stamp, account.Stamp);
        Add(identity, Session, account.Session);
        Add(identity, Method, account.Session is null ? null : account.Method.ToString());
        Add(identity, SignedInAt, account.SignedInAt?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        Add(identity, Key, account.KeyId?.ToString());
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Reads the account; null if the user is nobody.</summary>
    public static SessionAccount? TryRead(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true }
        && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out Guid id)
        && Enum.TryParse(user.FindFirstValue(ClaimTypes.Role), out AccountRole role)
            ? new SessionAccount(
                id, user.Identity.Name ?? "", role, user.FindFirstValue(Stamp), user.FindFirstValue(Session),
                Enum.TryParse(user.FindFirstValue(Method), out SignInMethod method) ? method : SignInMethod.Password,
                long.TryParse(user.FindFirstValue(SignedInAt), NumberStyles.None, CultureInfo.InvariantCulture, out long at) ? DateTimeOffset.FromUnixTimeSeconds(at) : null,
                Guid.TryParse(user.FindFirstValue(Key), out Guid key) ? key : null)
            : null;

    /// <summary>Notes the IP address of a request in its user, so that a circuit knows it too.</summary>
    public static void NoteAddress(ClaimsPrincipal user, string? address)
    {
        if (user.Identity is ClaimsIdentity identity && !identity.HasClaim(claim => claim.Type == Address))
        {
            Add(identity, Address, address);
        }
    }

    /// <summary>Reads the address that was noted; null if there is none.</summary>
    public static string? AddressOf(ClaimsPrincipal user) => user.FindFirstValue(Address);

    private static void Add(ClaimsIdentity identity, string type, string? value)
    {
        if (value is not null)
        {
            identity.AddClaim(new Claim(type, value));
        }
    }
}
