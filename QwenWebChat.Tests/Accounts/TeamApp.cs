using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Accounts;

/// <summary>The app on a loopback port, with accounts, and clients that keep cookies as browsers do.</summary>
internal sealed class TeamApp : IAsyncDisposable
{
    public const string Administrator = "ada";
    public const string Member = "bob";
    public const string OtherMember = "eve";

    private readonly ScriptedWebApp _app;
    private readonly List<HttpClient> _clients = [];

    private TeamApp(Dictionary<string, string>? settings, Action<IServiceCollection>? configure)
    {
        _app = new ScriptedWebApp(ScriptedChatClient.Saying("Hello"), configure, settings);
        Address = new Uri(_app.Start());
    }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public AccountStore Accounts => Services.GetRequiredService<AccountStore>();

    public AccountDirectory Directory => Services.GetRequiredService<AccountDirectory>();

    public AccessState Access => Services.GetRequiredService<AccessState>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string PasswordOf(string name) => $"{name} walks nine geese to Lyon";

    /// <summary>An app without accounts.</summary>
    /// <param name="isReachable">True as if it listened on an address that other machines reach.</param>
    public static TeamApp StartEmpty(bool isReachable = false, Dictionary<string, string>? settings = null)
    {
        TeamApp app = new(settings, null);
        if (isReachable)
        {
            app.Access.NoteAddress(IPAddress.Any);
        }

        return app;
    }

    /// <summary>An app with an administrator and two members.</summary>
    public static async Task<TeamApp> StartAsync(Dictionary<string, string>? settings = null, Action<IServiceCollection>? configure = null)
    {
        TeamApp app = new(settings, configure);
        Assert.Null(await app.Accounts.CreateFirstAdministratorAsync(Administrator, PasswordOf(Administrator)));
        foreach (string name in (string[])[Member, OtherMember])
        {
            Assert.Null(await app.Accounts.CreateAsync(name, PasswordOf(name), AccountRole.Member));
        }

        return app;
    }

    public Guid IdOf(string name)
    {
        using ChatDbContext context = Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<ChatDbContext>>().CreateForAll();
        return context.Accounts.Single(row => row.Name == name).Id;
    }

    /// <summary>A browser in which nobody is signed in. It follows no redirects.</summary>
    public HttpClient OpenBrowser(CookieContainer? cookies = null)
    {
        HttpClient client = new(new HttpClientHandler { CookieContainer = cookies ?? new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        _clients.Add(client);
        return client;
    }

    /// <summary>A browser in which someone is signed in.</summary>
    public async Task<HttpClient> SignInAsync(string name, CookieContainer? cookies = null)
    {
        HttpClient client = OpenBrowser(cookies);
        using HttpResponseMessage response = await PostAsync(client, AccountPaths.SignIn, "sign-in", ("Name", name), ("Password", PasswordOf(name)));
        Assert.Equal((HttpStatusCode.Redirect, "/"), (response.StatusCode, PathOf(response)));
        return client;
    }

    /// <summary>Fills in a form of a page and sends it, as a browser does.</summary>
    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string form, params (string Name, string Value)[] fields) =>
        await SendAsync(client, await PageAsync(client, path), path, form, fields);

    /// <summary>Fills in a form of a page that was opened before, and sends it.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, IHtmlDocument page, string path, string form, params (string Name, string Value)[] fields)
    {
        IElement hidden = page.QuerySelectorAll("form").Single(element => element.QuerySelector("[name=_handler]")?.GetAttribute("value") == form);
        return await SendAsync(client, path, hidden, fields);
    }

    /// <summary>Sends a form as a page showed it; a given field replaces a hidden one of the same name.</summary>
    public static Task<HttpResponseMessage> SendAsync(HttpClient client, string path, IElement form, params (string Name, string Value)[] fields) =>
        client.PostAsync(new Uri(path, UriKind.RelativeOrAbsolute), Content(form, fields), Cancellation);

    public static async Task<IHtmlDocument> PageAsync(HttpClient client, string path) => Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation));

    public static IHtmlDocument Parse(string page) => new HtmlParser().ParseDocument(page);

    /// <summary>The message of a form that was refused.</summary>
    public static async Task<string> ProblemAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Parse(await response.Content.ReadAsStringAsync(Cancellation)).QuerySelector("[data-testid=account-problem]")?.TextContent ?? "";
    }

    /// <summary>The path to which a response leads, without the query.</summary>
    public static string? PathOf(HttpResponseMessage response) =>
        response.Headers.Location is { } location ? new Uri(new Uri("http://localhost"), location).AbsolutePath : null;

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _app.DisposeAsync();
    }

    private static FormUrlEncodedContent Content(IElement form, (string Name, string Value)[] fields) => new(
    [
        .. form.QuerySelectorAll("input[type=hidden]").Where(input => fields.All(field => field.Name != input.GetAttribute("name"))).Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? "")),
        .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
    ]);
}
