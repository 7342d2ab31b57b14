using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Accounts.Provider;

/// <summary>The address that leads to the provider. It is a link and not a form, whose redirects the content security policy keeps in the app.</summary>
internal static class ProviderEndpoints
{
    public static void MapProvider(this IEndpointRouteBuilder app) => app.MapGet(AccountPaths.Provider, BeginAsync).AllowAnonymous();

    private static Task BeginAsync(HttpContext http, ProviderSignIn provider, AccessState access, IOptions<ProviderOptions> options)
    {
        if (!options.Value.IsOn || access.Mode != AccessMode.Members)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        IQueryCollection query = http.Request.Query;
        return provider.BeginAsync(http, query[AccountPaths.ReturnUrl], query["link"] is [{ Length: > 0 } link] ? link : null);
    }
}
