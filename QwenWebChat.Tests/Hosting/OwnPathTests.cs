using System.Net;
using QwenWebChat.App.Accounts;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Keys;

namespace QwenWebChat.Tests.Hosting;

/// <summary>The app under a path: its pages, files, redirects and APIs, and what is outside.</summary>
[Slow]
public sealed class OwnPathTests(OwnPathTests.Team team) : IClassFixture<OwnPathTests.Team>
{
    private const string Own = "/team/chat";

    private readonly TeamApp _app = team.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/sign-in", HttpStatusCode.OK)]
    [InlineData("/css/app.css", HttpStatusCode.OK)]
    [InlineData("/_framework/blazor.web.js", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/v1/models", HttpStatusCode.Unauthorized)]
    [InlineData("/no/such/page", HttpStatusCode.Redirect)]
    public async Task Get_UnderThePath_IsServed(string path, HttpStatusCode status)
    {
        using HttpResponseMessage response = await GetAsync(Own + path);

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/css/app.css")]
    [InlineData("/v1/models")]
    [InlineData("/team")]
    [InlineData("/team/chatter")]
    [InlineData("/team/chat%2f..%2f")]
    public async Task Get_OutsideThePath_IsNotFoundWithThePath(string path)
    {
        using HttpResponseMessage response = await GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("This app is under /team/chat/.\n", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/team/chat")]
    public async Task Get_RootOrPathWithoutItsSlash_LeadsToTheApp(string path)
    {
        using HttpResponseMessage response = await GetAsync(path);

        Assert.Equal((HttpStatusCode.Redirect, $"{Own}/"), (response.StatusCode, TeamApp.PathOf(response)));
    }

    [Theory]
    [InlineData(null, $"{Own}/")]
    [InlineData($"{Own}/documents", $"{Own}/documents")]
    [InlineData("/another-app", $"{Own}/")]
    [InlineData($"{Own}/../../another-app", $"{Own}/")]
    [InlineData($"{Own}-other/", $"{Own}/")]
    [InlineData("//attacker.example/team/chat/", $"{Own}/")]
    public async Task SignIn_ReturnUrl_StaysUnderThePath(string? address, string path)
    {
        string page = $"{Own}{AccountPaths.SignIn}{(address is null ? "" : $"?returnUrl={Uri.EscapeDataString(address)}")}";

        using HttpResponseMessage response = await TeamApp.PostAsync(_app.OpenBrowser(), page, "sign-in", ("Name", TeamApp.Member), ("Password", TeamApp.PasswordOf(TeamApp.Member)));

        Assert.Equal((HttpStatusCode.Redirect, path), (response.StatusCode, TeamApp.PathOf(response)));
        Assert.Contains(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("qwenwebchat-account=", StringComparison.Ordinal) && cookie.Contains($"path={Own}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_PageByNobody_LeadsToSignInUnderThePathAndBack()
    {
        using HttpResponseMessage response = await GetAsync($"{Own}/documents");

        Assert.Equal($"{Own}{AccountPaths.SignIn}", TeamApp.PathOf(response));
        Assert.Contains(Uri.EscapeDataString($"{Own}/documents"), response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OpenApiDocument_NamesThePath()
    {
        HttpClient program = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Member));

        string document = await program.GetStringAsync(new Uri($"{Own}/openapi/v1.json", UriKind.Relative), Cancellation);

        Assert.Contains($"\"url\":\"{_app.Address.GetLeftPart(UriPartial.Authority)}{Own}\"", document.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> GetAsync(string path) => _app.OpenBrowser().GetAsync(new Uri(path, UriKind.Relative), Cancellation);

    /// <summary>An app under the path.</summary>
    public sealed class Team : SharedTeamApp
    {
        protected override Dictionary<string, string> Settings => new() { ["Hosting:PathBase"] = Own };
    }
}
