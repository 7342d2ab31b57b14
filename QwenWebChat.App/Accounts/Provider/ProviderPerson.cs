using System.Security.Claims;
using System.Text;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts.Provider;

/// <summary>A person as the provider describes them. Issuer and subject say who it is; all else may change.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">The person at the provider, for good.</param>
/// <param name="Name">A name for a new account, in the form that accounts may have.</param>
/// <param name="Role">The role by the claim of the settings; null where these leave roles to the app.</param>
/// <param name="IsAllowed">False for a person without a role that may use the app.</param>
/// <param name="Groups">The names of the person's groups; null where the settings leave groups to the app.</param>
internal sealed record ProviderPerson(string Issuer, string Subject, string Name, AccountRole? Role, bool IsAllowed, IReadOnlyList<string>? Groups)
{
    // The standard's limit for a subject; an issuer is an address.
    private const int MaxSubjectLength = 255;
    private const int MaxIssuerLength = 2000;

    // The claims with a name, best first.
    private static readonly string[] NameClaims = ["preferred_username", "name", "nickname", "email"];

    /// <summary>Reads a person from validated claims; null if they name none.</summary>
    public static ProviderPerson? TryRead(ClaimsPrincipal user, ProviderOptions options)
    {
        string? issuer = user.FindFirstValue("iss");
        string? subject = user.FindFirstValue("sub");
        if (issuer is null or { Length: 0 or > MaxIssuerLength } || subject is null or { Length: 0 or > MaxSubjectLength })
        {
            return null;
        }

        string? name = NameClaims.Select(claim => user.FindFirstValue(claim)).Append(subject).Select(AsName).FirstOrDefault(text => text is not null);
        IReadOnlyList<string>? groups = options.GroupsClaim.Length == 0 ? null : ValuesOf(user, options.GroupsClaim);
        if (options.RoleClaim.Length == 0)
        {
            return new ProviderPerson(issuer, subject, name ?? "member", null, IsAllowed: true, groups);
        }

        HashSet<string> roles = [.. ValuesOf(user, options.RoleClaim)];
        bool isAdministrator = roles.Overlaps(options.AdministratorValues);
        return new ProviderPerson(
            issuer, subject, name ?? "member", isAdministrator ? AccountRole.Administrator : AccountRole.Member, isAdministrator || roles.Overlaps(options.MemberValues), groups);
    }

    private static string[] ValuesOf(ClaimsPrincipal user, string claim) => [.. user.FindAll(claim).Select(found => found.Value)];

    private static string? AsName(string? text)
    {
        string visible = string.Concat((text ?? "").Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)));
        string name = visible.Normalize(NormalizationForm.FormC).Trim();
        name = name[..Math.Min(name.Length, NameRules.MaxLength)].Trim();
        return name.Any(char.IsLetterOrDigit) ? name : null;
    }
}
