using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Api;

/// <summary>Decides which account an API request works for.</summary>
internal sealed class ApiAccess(ApiKeys keys, AccessState access, AccountDirectory accounts)
{
    /// <summary>Admits a request and tells it whose it is.</summary>
    /// <returns>The name of its key; empty if none was needed.</returns>
    /// <exception cref="ApiException">The app serves nothing yet, or the request has no key that it needs.</exception>
    public string Admit(HttpContext http)
    {
        AccessMode mode = access.Mode;
        if (mode == AccessMode.SetUp)
        {
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, $"This app has no administrator yet; open {AccountPaths.SetUp} in a browser first.") { Code = "not_set_up" };
        }

        string key = keys.NameOf(http.Request);
        if (key.Length == 0 && !(mode == AccessMode.Open && RequestSource.MayBeFromHere(http)))
        {
            throw mode == AccessMode.Open
                ? new ApiException(StatusCodes.Status403Forbidden, LocalAccountHandler.OnlyFromHere) { Code = "only_this_machine" }
                : ApiKeys.Missing;
        }

        // The keys of the settings are the first administrator's.
        SessionAccount owner = LocalAccountHandler.LocalAccount(accounts);
        if (accounts.Find(owner.Id) is not { IsPaused: false })
        {
            throw ApiKeys.Missing;
        }

        http.RequestServices.GetRequiredService<CurrentOwner>().Set(owner);
        return key;
    }
}
