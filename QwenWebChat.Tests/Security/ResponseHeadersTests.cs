using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Keys;

namespace QwenWebChat.Tests.Security;

/// <summary>Tests of the headers of every response, and of what no page may contain.</summary>
[Slow]
public sealed partial class ResponseHeadersTests : IAsyncLifetime
{
    private TeamApp _app = null!;
    private MembersThings _things = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TeamApp.StartAsync();
        _things = await MembersThings.CreateAsync(_app, TeamApp.Administrator);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Get_EveryRoute_HasAllHeadersWhoeverAsks()
    {
        HttpClient[] clients = [_app.OpenBrowser(), await _app.SignInAsync(TeamApp.Administrator), _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Administrator))];
        HashSet<HttpStatusCode> seen = [];
        foreach (string path in Paths().Append("/no-such-page").Append("/admin/audit.csv?from=never"))
        {
            foreach (HttpClient client in clients)
            {
                using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
                seen.Add(response.StatusCode);

                Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
                Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
                Assert.Equal("same-origin", Header(response, "Cross-Origin-Opener-Policy"));
                Assert.Equal("same-origin", Header(response, "Cross-Origin-Resource-Policy"));
                Assert.Contains("geolocation=()", Header(response, "Permissions-Policy"), StringComparison.Ordinal);
                AssertPolicy(Header(response, "Content-Security-Policy"));
                Assert.DoesNotContain(response.Headers, header => header.Key is "X-Powered-By" or "X-AspNet-Version");
            }
        }

        Assert.Superset(new HashSet<HttpStatusCode> { HttpStatusCode.OK, HttpStatusCode.Redirect, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound }, seen);
    }

    [Fact]
    public async Task Get_EveryPage_HasNoScriptOfItsOwnAndStylesWithTheNonceOfItsPolicy()
    {
        HttpClient client = await _app.SignInAsync(TeamApp.Administrator);
        HashSet<string> nonces = [];
        int count = 0;
        foreach (string path in Paths().Append("/no-such-page"))
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            // A redirect has no body, and a download is no page.
            if (response.StatusCode == HttpStatusCode.Redirect || response.Content.Headers.ContentType?.MediaType != "text/html" || response.Content.Headers.ContentDisposition is not null)
            {
                continue;
            }

            count++;
            IHtmlDocument page = TeamApp.Parse(await response.Content.ReadAsStringAsync(Cancellation));
            string nonce = NonceForm().Match(Header(response, "Content-Security-Policy")).Groups[1].Value;

            Assert.True(nonces.Add(nonce), "A nonce is used once.");
            Assert.All(page.Scripts, script => Assert.True(script.Source is { Length: > 0 }, $"{path}: {script.OuterHtml}"));
            Assert.True(page.QuerySelectorAll("style").Length > 0, path);
            Assert.All(page.QuerySelectorAll("style"), style => Assert.Equal(nonce, style.GetAttribute("nonce")));
            Assert.All(page.All, element => Assert.DoesNotContain(element.Attributes, attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)));
            Assert.All(page.QuerySelectorAll("[href],[src],[action]"), element => Assert.DoesNotMatch("(?i)^\\s*(javascript|data):", element.GetAttribute("href") ?? element.GetAttribute("src") ?? element.GetAttribute("action")!));
        }

        Assert.True(count > 10);
    }

    private static void AssertPolicy(string policy)
    {
        // Tests run as during development, where the script of dotnet watch connects to a port of its own.
        string[] parts = policy.Replace(" http://localhost:* ws://localhost:* wss://localhost:*", "", StringComparison.Ordinal).Split("; ");
        Assert.Contains("default-src 'none'", parts);
        Assert.Contains("script-src 'self'", parts);
        Assert.Contains("style-src 'self'", parts);
        Assert.Matches("^style-src-elem 'self' 'nonce-[A-Za-z0-9+/=]{24}'$", Assert.Single(parts, part => part.StartsWith("style-src-elem ", StringComparison.Ordinal)));
        // Attributes alone, which style one element; docs/security.md gives the reason.
        Assert.Equal(["style-src-attr 'unsafe-inline'"], parts.Where(part => part.Contains("unsafe-", StringComparison.Ordinal)));
        Assert.Contains("object-src 'none'", parts);
        Assert.Contains("base-uri 'self'", parts);
        Assert.Contains("form-action 'self'", parts);
        Assert.Contains("frame-ancestors 'none'", parts);
        Assert.DoesNotContain(parts, part => part.Contains('*', StringComparison.Ordinal) || part.Contains("http:", StringComparison.Ordinal));
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    private IEnumerable<string> Paths() => _app.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
        .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
        .Select(pattern => Parameter().Replace(pattern, _things.TryName(pattern, out string? id) ? id ?? "x" : "x"))
        .Distinct();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex NonceForm();
}
