using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Keys;

/// <summary>
/// Every route that programs use, found in the endpoints of the app, and the scope that it needs. A route without a scope, or
/// without a rule here, fails.
/// </summary>
[Slow]
public sealed partial class RouteScopeTests
{
    private static readonly (string Pattern, ApiScopes Scope)[] Rules =
    [
        (@"^/v1/(files|summaries)(/|$)", ApiScopes.Documents),
        (@"^/mcp$", ApiScopes.Documents),
        (@"^/v1/(chat/completions|completions|responses|models|messages)(/(?!\{\*\*rest)|$)", ApiScopes.Chat),
        (@"^/(tokenize|detokenize|apply-template)$", ApiScopes.Chat),
        (@"^/api/(?!\{\*\*rest)", ApiScopes.Chat),
        (@"^/metrics$", ApiScopes.Figures),
        (@"^/admin/requests\.csv$", ApiScopes.Figures),
        (@"^/openapi/v1\.json$", ApiScopes.None),
        // Addresses that are none.
        (@"/\{\*\*rest\}$", ApiScopes.None),
    ];

    // What nobody needs a key for.
    private static readonly string[] Public =
    [
        "^/(sign-in|set-up|invitation|reset-password)(/|$)", "^/health/", "^/(css|js|lib|_content|_framework)(/|$)", @"^/[^/]*\.(css|js|ico|png|svg|json|br|gz)$",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryRouteForPrograms_HasTheScopeOfItsRule()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        List<string> wrong = [];
        foreach (RouteEndpoint endpoint in Endpoints(app))
        {
            string path = PathOf(endpoint);
            RequiredScope? found = endpoint.Metadata.GetMetadata<RequiredScope>();
            (string Pattern, ApiScopes Scope) rule = Rules.FirstOrDefault(rule => Regex.IsMatch(path, rule.Pattern));
            bool isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            if (found is null ? isOpen && !Public.Any(pattern => Regex.IsMatch(path, pattern)) || rule.Pattern is not null : rule.Pattern is null || rule.Scope != found.Scope)
            {
                wrong.Add($"{path}: {found?.Scope.ToString() ?? "no scope"}, expected {(rule.Pattern is null ? "a rule" : rule.Scope)}");
            }
        }

        Assert.Empty(wrong);
        Assert.All(Rules, rule => Assert.Contains(Endpoints(app), endpoint => Regex.IsMatch(PathOf(endpoint), rule.Pattern)));
    }

    [Fact]
    public async Task EveryRouteWithAScope_WithAKeyOfTheOtherScopes_Is403AndWithoutOneRefused()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        Dictionary<ApiScopes, HttpClient> programs = [];
        foreach (ApiScopes scope in (ApiScopes[])[ApiScopes.Chat, ApiScopes.Documents, ApiScopes.Figures])
        {
            programs[scope] = app.OpenProgram(await app.CreateKeyAsync(TeamApp.Administrator, (ApiScopes.Chat | ApiScopes.Documents | ApiScopes.Figures) & ~scope, name: $"without {scope}"));
        }

        HttpClient nobody = app.OpenProgram(ApiKeyText.Create());
        List<string> wrong = [];
        int count = 0;
        foreach (RouteEndpoint endpoint in Endpoints(app).Where(endpoint => endpoint.Metadata.GetMetadata<RequiredScope>() is { Scope: not ApiScopes.None }))
        {
            ApiScopes scope = endpoint.Metadata.GetMetadata<RequiredScope>()!.Scope;
            string path = Parameter().Replace(PathOf(endpoint), "x");
            foreach (string method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [_, ..] methods ? methods : ["GET"])
            {
                (HttpStatusCode Scope, HttpStatusCode Key) found = (await SendAsync(programs[scope], method, path), await SendAsync(nobody, method, path));
                count++;
                if (found != (HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized))
                {
                    wrong.Add($"{method} {path}: {found}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(count > 25);
    }

    private static IEnumerable<RouteEndpoint> Endpoints(TeamApp app) => app.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    private static string PathOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, string method, string path)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Content = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return response.StatusCode;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
