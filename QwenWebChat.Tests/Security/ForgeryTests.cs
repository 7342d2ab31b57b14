using System.Net;
using System.Reflection;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Security;

/// <summary>Requests that a page of another site has a browser send: forms without this app's token, and APIs without their key.</summary>
[Slow]
public sealed class ForgeryTests : IAsyncLifetime
{
    private const string Token = "__RequestVerificationToken";

    private readonly CookieContainer _cookies = new();
    private TeamApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TeamApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task EveryFormOfEveryPage_HasATokenAndWithoutARightOneDoesNothing()
    {
        HttpClient member = await _app.SignInAsync(TeamApp.Member, _cookies);
        HttpClient other = await _app.SignInAsync(TeamApp.OtherMember);
        List<string> forms = [];
        foreach (string path in await PathsAsync())
        {
            // The pages for those who have not signed in lead others away.
            HttpClient client = path.StartsWith(AccountPaths.Profile, StringComparison.Ordinal) ? member : _app.OpenBrowser();
            IHtmlDocument page = await TeamApp.PageAsync(client, path);
            foreach (IElement form in page.QuerySelectorAll("form[method=post]"))
            {
                // A form of a page, or of the endpoint that it names.
                string handler = form.QuerySelector("[name=_handler]")?.GetAttribute("value") ?? "";
                string target = form.GetAttribute("action") is { Length: > 0 } action ? $"/{action.TrimStart('/')}" : path;
                forms.Add(handler);
                Assert.NotEmpty(form.QuerySelector($"[name={Token}]")!.GetAttribute("value")!);
                string foreign = (await TeamApp.PageAsync(other, AccountPaths.Profile)).QuerySelector($"[name={Token}]")!.GetAttribute("value")!;
                foreach (string? token in (string?[])[null, "", "CfDJ8forged", foreign])
                {
                    await AssertRefusedAsync(client, target, handler, token);
                }
            }
        }

        Assert.Superset(new HashSet<string> { "sign-in", "sign-out", "sign-out-everywhere", "change-password", "invitation", "reset-password" }, forms.ToHashSet());
        await AssertUntouchedAsync(member);
    }

    [Fact]
    public async Task SetUp_WithoutAToken_MakesNobodyAnAdministrator()
    {
        await using TeamApp empty = TeamApp.StartEmpty();
        HttpClient browser = empty.OpenBrowser();

        using HttpResponseMessage response = await PostAsync(browser, AccountPaths.SetUp, "set-up", token: null, ("Name", "mallory"), ("Password", "nine geese walk to Lyon"), ("Again", "nine geese walk to Lyon"));

        Assert.False(response.IsSuccessStatusCode, response.StatusCode.ToString());
        Assert.False(empty.Directory.HasAdministrator);
    }

    [Theory]
    [InlineData("POST", "/v1/chat/completions")]
    [InlineData("POST", "/v1/files")]
    [InlineData("DELETE", "/v1/files/file-0")]
    [InlineData("POST", "/v1/messages")]
    [InlineData("POST", "/api/generate")]
    [InlineData("POST", "/mcp")]
    public async Task Api_ByAPageOfAnotherSite_IsRefusedThoughNoKeyIsNeeded(string method, string path)
    {
        await using TeamApp open = TeamApp.StartEmpty();
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Content = new StringContent("{}", System.Text.Encoding.UTF8, "text/plain") };
        request.Headers.Add("Origin", "http://attacker.example");

        using HttpResponseMessage response = await open.OpenBrowser().SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    // The pages with forms are those that set a cookie, which no circuit can.
    private async Task<IEnumerable<string>> PathsAsync()
    {
        string invitation = await Links.InviteAsync(AccountRole.Member, Cancellation);
        string reset = await Links.ResetAsync(_app.IdOf(TeamApp.OtherMember), Cancellation);
        return typeof(AccountPaths).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<ExcludeFromInteractiveRoutingAttribute>() is not null)
            .SelectMany(type => type.GetCustomAttributes<RouteAttribute>())
            .Select(route => route.Template.Replace("{Token}", route.Template.StartsWith(AccountPaths.Invitation, StringComparison.Ordinal) ? invitation : reset, StringComparison.Ordinal))
            // Nobody is asked for it any more.
            .Where(path => path != AccountPaths.SetUp);
    }

    private AccountLinkStore Links => (AccountLinkStore)_app.Services.GetService(typeof(AccountLinkStore))!;

    private static async Task AssertRefusedAsync(HttpClient client, string path, string handler, string? token)
    {
        const string password = "eight boats leave before noon";
        using HttpResponseMessage response = await PostAsync(
            client, path, handler, token, ("Name", TeamApp.Member), ("Current", TeamApp.PasswordOf(TeamApp.Member)), ("Password", handler == "sign-in" ? TeamApp.PasswordOf(TeamApp.Member) : password), ("Again", password));

        Assert.NotEqual(HttpStatusCode.Redirect, response.StatusCode);
        Assert.DoesNotContain(response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set) ? set : [], cookie => cookie.StartsWith("qwenwebchat-account=", StringComparison.Ordinal));
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string handler, string? token, params (string Name, string Value)[] fields)
    {
        List<KeyValuePair<string, string>> all = [new("_handler", handler), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))];
        if (token is not null)
        {
            all.Add(new(Token, token));
        }

        return client.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent(all), Cancellation);
    }

    // Still signed in, with the old password, and the invitation is unused.
    private async Task AssertUntouchedAsync(HttpClient member)
    {
        using HttpResponseMessage response = await member.GetAsync(new Uri("/export/all.json", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using HttpClient again = await _app.SignInAsync(TeamApp.Member);
        using HttpClient other = await _app.SignInAsync(TeamApp.OtherMember);
        Assert.Single(await Links.ListInvitationsAsync(Cancellation));
        Assert.Equal(3, (await _app.Accounts.ListAsync(Cancellation)).Count);
    }
}
