namespace QwenWebChat.App.Accounts.Provider;

/// <summary>Section <c>Accounts:OpenIdConnect</c>: a provider at which people sign in, such as Keycloak or Entra ID.</summary>
public sealed record ProviderOptions
{
    /// <summary>The address of the provider, which is the issuer of its tokens. Empty for none.</summary>
    public string Authority { get; init; } = "";

    /// <summary>The id by which the provider knows this app.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The secret of this app at the provider; empty for a public client. Better an environment variable than a file.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>The provider's name on the sign-in page: <c>Sign in with NAME</c>.</summary>
    public string Name { get; init; } = "OpenID Connect";

    /// <summary>Scopes that are asked for beside <c>openid</c> and <c>profile</c>, such as <c>groups</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>
    /// Makes an account for a person who has none here. Otherwise people connect an account that they have, in their profile, and
    /// others are refused.
    /// </summary>
    public bool CreatesAccounts { get; init; }

    /// <summary>
    /// The claim with the roles of a person, such as <c>roles</c>. It decides at each sign-in, and people without a role of the two
    /// lists are refused. Empty leaves the roles to this app.
    /// </summary>
    public string RoleClaim { get; init; } = "";

    /// <summary>The values of the claim that make an administrator.</summary>
    public IReadOnlyList<string> AdministratorValues { get; init; } = [];

    /// <summary>The values of the claim that make a member.</summary>
    public IReadOnlyList<string> MemberValues { get; init; } = [];

    /// <summary>
    /// The claim with the groups of a person, such as <c>groups</c>. At each sign-in the person becomes a member of exactly those groups
    /// of this app that have one of its names, ignoring case. Empty leaves groups to this app.
    /// </summary>
    public string GroupsClaim { get; init; } = "";

    /// <summary>True if people can sign in at a provider.</summary>
    internal bool IsOn => Authority.Length > 0;

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        if (IsOn && !IsAuthority(Authority))
        {
            throw new ArgumentException($"Authority is '{Authority}'; it must be an address such as https://login.example.org, with http only on this machine.");
        }

        if (Name.Trim().Length is < 1 or > 64 || Name.Any(char.IsControl))
        {
            throw new ArgumentException($"Name is '{Name}'; it must be 1 to 64 characters.");
        }

        if (Scopes.Concat(AdministratorValues).Concat(MemberValues).Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("Scopes, AdministratorValues or MemberValues has an empty value; leave it out.");
        }

        if (IsOn != (ClientId.Length > 0))
        {
            throw new ArgumentException(IsOn ? "ClientId is empty; it must be the id by which the provider knows this app." : "Authority is empty although ClientId is set; it must be the address of the provider.");
        }

        bool hasValues = AdministratorValues.Count + MemberValues.Count > 0;
        if (hasValues != (RoleClaim.Length > 0))
        {
            throw new ArgumentException(hasValues ? "RoleClaim is empty although values of it are set; it must be the name of the claim." : $"RoleClaim is '{RoleClaim}' without AdministratorValues or MemberValues; one of them must be set.");
        }
    }

    private static bool IsAuthority(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) && address.Query.Length == 0;
}
