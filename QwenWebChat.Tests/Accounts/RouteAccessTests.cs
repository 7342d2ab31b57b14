using System.Net;
using System.Net.Mime;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.Tests.Keys;
using QwenWebChat.Tests.Security;

namespace QwenWebChat.Tests.Accounts;

/// <summary>
/// The matrix of access: every route of the app, found in its endpoints, tried with real requests by everybody there is. A route
/// without a rule here fails, and so does one with an id that does not say whose thing it names.
/// </summary>
[Slow]
public sealed partial class RouteAccessTests : IAsyncLifetime
{
    private enum Rule
    {
        /// <summary>Served to nobody too.</summary>
        Anyone,

        /// <summary>The sign-in is needed, and no key helps.</summary>
        Member,

        /// <summary>The sign-in of an administrator is needed, and no key helps.</summary>
        Administrator,

        /// <summary>The sign-in of an administrator, or a key of one, is needed.</summary>
        Figures,

        /// <summary>Open to this machine; a key that is given must be right.</summary>
        Metrics,

        /// <summary>A key is needed, and no session helps.</summary>
        AnyKey,
        Chat,
        Documents,
    }

    // The first that matches the pattern of a route holds.
    private static readonly (string Pattern, Rule Rule)[] Rules =
    [
        ("^/(sign-in|set-up|invitation/|reset-password/)", Rule.Anyone),
        ("^/(css|js|_content)/", Rule.Anyone),
        (@"^/(favicon|QwenWebChat\.App)\.", Rule.Anyone),
        (@"^/_framework/(?!opaque-redirect)", Rule.Anyone),
        ("^/_framework/opaque-redirect", Rule.Member),
        ("^/health/", Rule.Anyone),
        ("^/metrics$", Rule.Metrics),
        (@"^/admin/requests\.csv$", Rule.Figures),
        ("^/admin", Rule.Administrator),
        (@"/\{\*\*rest\}$", Rule.AnyKey),
        (@"^/openapi/v1\.json$", Rule.AnyKey),
        (@"^/v1/(files|summaries)(/|$)", Rule.Documents),
        ("^/mcp$", Rule.Documents),
        ("^/(v1|api|tokenize|detokenize|apply-template)(/|$)", Rule.Chat),
        ("^/$", Rule.Member),
        ("^/(chat|documents|api-docs|real-model|profile|shared|not-found|export)(/|$)", Rule.Member),
        ("^/_blazor", Rule.Member),
    ];

    private TeamApp _app = null!;
    private MembersThings _things = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TeamApp.StartAsync();
        _things = await MembersThings.CreateAsync(_app, TeamApp.Member);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task EveryRoute_ByEverybody_IsAnsweredByItsRule()
    {
        Actor[] actors = await ActorsAsync();
        List<string> wrong = [];
        Route[] routes = [.. Routes()];
        foreach (Route route in routes)
        {
            if (route.Rule is not { } rule)
            {
                wrong.Add($"{route.Method} {route.Pattern} has no rule, or an id that nobody is named for");
                continue;
            }

            foreach (Actor actor in actors)
            {
                (Answer found, bool isLeaked) = await TryAsync(actor.ClientFor(rule), route);
                Answer expected = Expected(route, rule, actor);
                if (found != expected || (isLeaked && !actor.MaySee(route)))
                {
                    wrong.Add($"{route.Method} {route.Path} ({rule}) by {actor.Name}: {found}{(isLeaked ? " with the owner's text" : "")}, expected {expected}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(routes.Length > 80);
        Assert.All(Rules, rule => Assert.Contains(routes, route => Regex.IsMatch(route.Pattern, rule.Pattern)));
        Assert.True(routes.Count(route => route.IsThing) > 10);
    }

    [Fact]
    public void EveryEndpoint_IsOpenAndTakesKeys_AsItsRuleSays()
    {
        foreach (RouteEndpoint endpoint in Endpoints())
        {
            Rule? rule = RuleOf(PatternOf(endpoint));
            ApiScopes? scope = endpoint.Metadata.GetMetadata<RequiredScope>()?.Scope;
            bool isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

            // The APIs and the metrics check keys themselves, because their refusals have forms of their own.
            Assert.True(isOpen == rule is Rule.Anyone or Rule.Metrics or Rule.AnyKey or Rule.Chat or Rule.Documents, $"{PatternOf(endpoint)} is open: {isOpen}");
            Assert.True(scope == ScopeOf(rule), $"{PatternOf(endpoint)}: {scope}");
        }
    }

    [Fact]
    public void EveryPage_HasARouteAndThePolicyOfItsRule()
    {
        (Type Page, string Pattern)[] pages = [.. typeof(AccountPaths).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes<RouteAttribute>().Select(route => (type, route.Template)))];
        HashSet<string> routes = [.. Endpoints().Select(PatternOf)];

        Assert.NotEmpty(pages);
        foreach ((Type page, string pattern) in pages)
        {
            Assert.Contains(pattern, routes);
            // Within a circuit no request is made, and the router looks at the attributes.
            Assert.Equal(RuleOf(pattern) == Rule.Administrator, page.GetCustomAttributes<AuthorizeAttribute>().Any(attribute => attribute.Policy == AccessPolicies.Administrator));
            Assert.Equal(RuleOf(pattern) == Rule.Anyone, page.GetCustomAttribute<AllowAnonymousAttribute>() is not null);
        }
    }

    private enum Answer
    {
        Served,
        SignInFirst,
        Forbidden,
        NeedsKey,

        /// <summary>Answers as if there were no such thing.</summary>
        Hidden,
    }

    private static Answer Expected(Route route, Rule rule, Actor actor) => Expected(rule, actor) is not Answer.Served ? Expected(rule, actor)
        : route.IsThing && !actor.MaySee(route) ? Answer.Hidden
        : Answer.Served;

    private static Answer Expected(Rule rule, Actor actor) => (rule, actor.Kind) switch
    {
        (Rule.Anyone, _) => Answer.Served,
        (Rule.Member or Rule.Administrator, Kind.Nobody or Kind.ExpiredKey or Kind.NarrowKey or Kind.Key or Kind.AdministratorsKey) => Answer.SignInFirst,
        (Rule.Member, _) or (Rule.Administrator, Kind.Administrator) => Answer.Served,
        (Rule.Administrator, _) => Answer.Forbidden,
        (_, Kind.ExpiredKey) => Answer.NeedsKey,
        (Rule.Metrics, Kind.Nobody or Kind.Member or Kind.Administrator) => Answer.Served,
        (Rule.Figures, Kind.Nobody) => Answer.SignInFirst,
        (Rule.Figures, Kind.Member) => Answer.Forbidden,
        (Rule.Figures, Kind.Administrator) => Answer.Served,
        (Rule.Figures or Rule.Metrics, Kind.AdministratorsKey) => Answer.Served,
        (Rule.Figures or Rule.Metrics, _) => Answer.Forbidden,
        (_, Kind.Nobody or Kind.Member or Kind.Administrator) => Answer.NeedsKey,
        (Rule.Chat or Rule.Documents, Kind.NarrowKey) => Answer.Forbidden,
        _ => Answer.Served,
    };

    private static ApiScopes? ScopeOf(Rule? rule) => rule switch
    {
        Rule.Figures or Rule.Metrics => ApiScopes.Figures,
        Rule.AnyKey => ApiScopes.None,
        Rule.Chat => ApiScopes.Chat,
        Rule.Documents => ApiScopes.Documents,
        _ => null,
    };

    private static Rule? RuleOf(string pattern) => Rules.Where(rule => Regex.IsMatch(pattern, rule.Pattern)).Select(rule => (Rule?)rule.Rule).FirstOrDefault();

    private static string PatternOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    // Whoever owns something acts after all others, so that what these deleted would be missed.
    private async Task<Actor[]> ActorsAsync()
    {
        const ApiScopes members = ApiScopes.Chat | ApiScopes.Documents;
        const ApiScopes all = members | ApiScopes.Figures;
        string expired = await _app.CreateKeyAsync(TeamApp.Member, members, name: "expired");
        await _app.ExpireKeyAsync("expired");
        Dictionary<ApiScopes, HttpClient> narrow = [];
        foreach (ApiScopes scope in (ApiScopes[])[ApiScopes.Chat, ApiScopes.Documents, ApiScopes.Figures])
        {
            narrow[scope] = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Administrator, all & ~scope, name: $"without {scope}"));
        }

        return
        [
            new("nobody", Kind.Nobody, _app.OpenBrowser()),
            new("another member", Kind.Member, await _app.SignInAsync(TeamApp.OtherMember)),
            new("a member of the group", Kind.Member, await _app.SignInAsync(MembersThings.GroupMember)) { IsInGroup = true },
            new("an administrator", Kind.Administrator, await _app.SignInAsync(TeamApp.Administrator)),
            new("an expired key", Kind.ExpiredKey, _app.OpenProgram(expired)),
            new("a key without the scope", Kind.NarrowKey, narrow[ApiScopes.Chat]) { Narrow = narrow },
            new("a key of another member", Kind.Key, _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.OtherMember, members))),
            new("a key of an administrator", Kind.AdministratorsKey, _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Administrator, all))),
            new("the member", Kind.Member, await _app.SignInAsync(TeamApp.Member)) { IsOwner = true },
            new("a key of the member", Kind.Key, _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Member, members))) { IsOwner = true },
        ];
    }

    private IEnumerable<RouteEndpoint> Endpoints() => _app.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    // What deletes comes last.
    private IEnumerable<Route> Routes() => Endpoints()
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [_, ..] methods ? methods : ["GET", "POST"])
            .Where(method => method is not ("HEAD" or "OPTIONS"))
            .Select(method => CreateRoute(PatternOf(endpoint), method)))
        .Distinct()
        .OrderBy(route => route.Method == "DELETE");

    private Route CreateRoute(string pattern, string method)
    {
        string? id = null;
        bool isNamed = !Parameter().IsMatch(pattern) || _things.TryName(pattern, out id);
        return new Route(pattern, Parameter().Replace(pattern, id ?? "x"), method, isNamed ? RuleOf(pattern) : null, IsThing: id is not null && (method is "GET" or "DELETE"));
    }

    private static async Task<(Answer Answer, bool IsLeaked)> TryAsync(HttpClient client, Route route)
    {
        using HttpRequestMessage request = new(new HttpMethod(route.Method), new Uri(route.Path, UriKind.Relative));
        request.Content = route.Method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        // The app's own files are the same for all.
        string body = route.Rule == Rule.Anyone ? "" : await response.Content.ReadAsStringAsync(Cancellation);
        bool isLeaked = body.Contains(MembersThings.Secret, StringComparison.Ordinal);
        // A compressed file cannot be searched.
        bool isText = response.Content.Headers.ContentType?.MediaType is { } type && (type.StartsWith("text/", StringComparison.Ordinal) || type == MediaTypeNames.Application.Json);
        bool isServed = route.Method == "DELETE" || !isText ? response.IsSuccessStatusCode : isLeaked;
        return (response.StatusCode switch
        {
            HttpStatusCode.Redirect when TeamApp.PathOf(response) == AccountPaths.SignIn && !route.Path.StartsWith(AccountPaths.SetUp, StringComparison.Ordinal) => Answer.SignInFirst,
            HttpStatusCode.Forbidden => Answer.Forbidden,
            HttpStatusCode.Unauthorized => Answer.NeedsKey,
            _ => route.IsThing && !isServed ? Answer.Hidden : Answer.Served,
        }, isLeaked);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    private enum Kind
    {
        Nobody,
        Member,
        Administrator,
        ExpiredKey,

        /// <summary>A key of an administrator that lacks the one scope that is needed.</summary>
        NarrowKey,
        Key,
        AdministratorsKey,
    }

    /// <param name="IsThing">True if the answer is a thing of the member, or its deletion.</param>
    private sealed record Route(string Pattern, string Path, string Method, Rule? Rule, bool IsThing);

    private sealed record Actor(string Name, Kind Kind, HttpClient Client)
    {
        public bool IsOwner { get; init; }

        public bool IsInGroup { get; init; }

        public Dictionary<ApiScopes, HttpClient> Narrow { get; init; } = [];

        // The group sees what is shared with it, as such.
        public bool MaySee(Route route) => IsOwner || (IsInGroup && route.Pattern.StartsWith("/shared", StringComparison.Ordinal));

        public HttpClient ClientFor(Rule rule) => ScopeOf(rule) is { } scope && Narrow.TryGetValue(scope, out HttpClient? client) ? client : Client;
    }
}
