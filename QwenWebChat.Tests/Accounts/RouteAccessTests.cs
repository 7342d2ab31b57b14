using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;

namespace QwenWebChat.Tests.Accounts;

/// <summary>
/// Every route of the app, found in its endpoints, tried by nobody, by a member and by an administrator. A route without a rule
/// here fails.
/// </summary>
[Slow]
public sealed partial class RouteAccessTests
{
    private enum Rule
    {
        /// <summary>Served to nobody too.</summary>
        Anyone,

        /// <summary>The sign-in is needed.</summary>
        Member,

        Administrator,

        /// <summary>A key is needed, and no session helps.</summary>
        Api,
    }

    private static readonly (string Pattern, Rule Rule)[] Rules =
    [
        ("^/(sign-in|set-up|invitation/|reset-password/)", Rule.Anyone),
        ("^/(css|js|_content)/", Rule.Anyone),
        (@"^/(favicon|QwenWebChat\.App)\.", Rule.Anyone),
        (@"^/_framework/(?!opaque-redirect)", Rule.Anyone),
        ("^/_framework/opaque-redirect", Rule.Member),
        ("^/(health/|metrics)", Rule.Anyone),
        ("^/admin", Rule.Administrator),
        ("^/(v1|api|mcp|tokenize|detokenize|apply-template)(/|$)", Rule.Api),
        (@"^/openapi/v1\.json$", Rule.Api),
        ("^/$", Rule.Member),
        ("^/(chat|documents|api-docs|real-model|profile|shared|not-found|export)(/|$)", Rule.Member),
        ("^/_blazor", Rule.Member),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryRoute_ByNobodyAMemberAndAnAdministrator_IsAnsweredByItsRule()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        using HttpClient nobody = app.OpenBrowser();
        using HttpClient member = await app.SignInAsync(TeamApp.Member);
        using HttpClient administrator = await app.SignInAsync(TeamApp.Administrator);
        List<string> wrong = [];
        (string Path, string Method)[] routes = [.. Routes(app)];

        foreach ((string path, string method) in routes)
        {
            if (Rules.FirstOrDefault(rule => Regex.IsMatch(path, rule.Pattern)) is not { Pattern: not null } rule)
            {
                wrong.Add($"{method} {path} has no rule");
                continue;
            }

            (Answer Nobody, Answer Member, Answer Administrator) found = (await TryAsync(nobody, method, path), await TryAsync(member, method, path), await TryAsync(administrator, method, path));
            if (found != Expected(rule.Rule))
            {
                wrong.Add($"{method} {path} ({rule.Rule}): {found}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(routes.Length > 50);
        Assert.All(Rules, rule => Assert.Contains(routes, route => Regex.IsMatch(route.Path, rule.Pattern)));
    }

    private enum Answer
    {
        Served,
        SignInFirst,
        Forbidden,
        NeedsKey,
    }

    private static (Answer Nobody, Answer Member, Answer Administrator) Expected(Rule rule) => rule switch
    {
        Rule.Anyone => (Answer.Served, Answer.Served, Answer.Served),
        Rule.Member => (Answer.SignInFirst, Answer.Served, Answer.Served),
        Rule.Administrator => (Answer.SignInFirst, Answer.Forbidden, Answer.Served),
        _ => (Answer.NeedsKey, Answer.NeedsKey, Answer.NeedsKey),
    };

    // Addresses with an example in the place of each parameter.
    private static IEnumerable<(string Path, string Method)> Routes(TeamApp app) => app.Services.GetServices<EndpointDataSource>()
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [_, ..] methods ? methods : ["GET", "POST"])
            .Where(method => method is not ("HEAD" or "OPTIONS"))
            .Select(method => ("/" + Parameter().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), match => match.Value.Contains("guid", StringComparison.Ordinal) ? Guid.Empty.ToString() : "x"), method)))
        .Distinct();

    private static async Task<Answer> TryAsync(HttpClient client, string method, string path)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(path, UriKind.Relative));
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return response.StatusCode switch
        {
            HttpStatusCode.Redirect when TeamApp.PathOf(response) == AccountPaths.SignIn && !path.StartsWith(AccountPaths.SetUp, StringComparison.Ordinal) => Answer.SignInFirst,
            HttpStatusCode.Forbidden => Answer.Forbidden,
            HttpStatusCode.Unauthorized => Answer.NeedsKey,
            _ => Answer.Served,
        };
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
