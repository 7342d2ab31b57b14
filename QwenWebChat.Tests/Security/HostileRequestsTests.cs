using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Keys;

namespace QwenWebChat.Tests.Security;

/// <summary>Requests that no browser sends by itself: paths that lead out, foreign hosts, line breaks in headers.</summary>
[Slow]
public sealed class HostileRequestsTests(SharedTeamApp shared) : IClassFixture<SharedTeamApp>
{
    private const string Attacker = "attacker.example";

    private readonly TeamApp _app = shared.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/css/../../appsettings.json")]
    [InlineData("/css/..%2f..%2fappsettings.json")]
    [InlineData("/css/%2e%2e/%2e%2e/appsettings.json")]
    [InlineData("/css/..%5c..%5cappsettings.json")]
    [InlineData("/css/....//....//appsettings.json")]
    [InlineData("/css/%252e%252e%252f%252e%252e%252fappsettings.json")]
    [InlineData("/css/..%c0%af..%c0%afappsettings.json")]
    [InlineData("/scripts/../QwenWebChat.App.dll")]
    [InlineData("/scripts/..%2f..%2f..%2fappsettings.json")]
    [InlineData("/_content/MudBlazor/..%2f..%2f..%2fappsettings.json")]
    [InlineData("/_framework/..%2fappsettings.json")]
    [InlineData("/export/summary/..%2f..%2fappsettings.json")]
    [InlineData("/appsettings.json")]
    [InlineData("/.git/config")]
    [InlineData("/etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("/css/app.css%00.txt")]
    public async Task Get_PathThatLeadsOut_IsNotServed(string path)
    {
        string answer = await SendAsync($"GET {path} HTTP/1.1\r\nHost: {_app.Address.Authority}\r\n");

        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Logging\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../../evil.txt")]
    [InlineData("..\\..\\evil.txt")]
    [InlineData("/etc/evil.txt")]
    [InlineData("C:\\evil.txt")]
    [InlineData("a/../b.txt")]
    [InlineData("evil.txt\r\nSet-Cookie: pwned=1")]
    [InlineData("evil\u0000.txt")]
    [InlineData("\"; filename=\"evil.html")]
    [InlineData("<img src=x onerror=alert(1)>.txt")]
    public async Task Upload_NameThatLeadsOut_StaysInItsFolderAndComesBackAsAPlainName(string name)
    {
        HttpClient program = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Member, ApiScopes.Documents, name: Guid.NewGuid().ToString()));
        string[] before = Files();
        string[] earlier = [.. (await ListAsync(program)).Select(file => (string)file["id"]!)];
        string body = new JsonObject { ["purpose"] = "user_data", ["file_data"] = Convert.ToBase64String("eleven coins"u8), ["filename"] = name }.ToJsonString();
        using HttpResponseMessage summary = await program.PostAsync(
            new Uri("/v1/summaries", UriKind.Relative), new StringContent($$"""{"file":{{body}}}""", Encoding.UTF8, "application/json"), Cancellation);

        JsonNode file = Assert.Single(await ListAsync(program), file => !earlier.Contains((string)file["id"]!));
        using HttpResponseMessage content = await program.GetAsync(new Uri($"/v1/files/{(string)file["id"]!}/content", UriKind.Relative), Cancellation);

        string stored = (string)file["filename"]!;
        Assert.DoesNotContain(stored, letter => letter is '/' or '\\' || char.IsControl(letter));
        Assert.All(Files().Except(before), added => Assert.Matches(@"^documents/[0-9a-f-]{36}/[a-z.]+$|^chat\.db|^keys/", added));
        Assert.False(content.Headers.Contains("Set-Cookie"));
        ContentDispositionHeaderValue disposition = content.Content.Headers.ContentDisposition!;
        Assert.Equal("attachment", disposition.DispositionType);
        Assert.DoesNotContain(disposition.FileNameStar ?? disposition.FileName ?? "", letter => letter is '/' or '\\' || char.IsControl(letter));
        Assert.NotEqual("text/html", content.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("Host: attacker.example")]
    [InlineData("Host: attacker.example:{1}")]
    [InlineData("Host: {0}@attacker.example")]
    [InlineData("Host: attacker.example@{0}")]
    [InlineData("Host: {0}, attacker.example")]
    [InlineData("Host: {0}\r\nHost: attacker.example")]
    [InlineData("Host: {0}#attacker.example")]
    [InlineData("Host: localhost.attacker.example")]
    [InlineData("Host: 127.0.0.1.attacker.example")]
    public async Task Get_ForeignHost_IsRefusedBeforeAnythingElse(string header)
    {
        string answer = await SendAsync($"GET /sign-in HTTP/1.1\r\n{Format(header)}\r\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(Attacker, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-Host: attacker.example")]
    [InlineData("X-Host: attacker.example")]
    [InlineData("Forwarded: host=attacker.example;proto=https")]
    [InlineData("X-Original-Host: attacker.example")]
    [InlineData("X-Forwarded-Prefix: /attacker.example")]
    [InlineData("X-Original-URL: /admin")]
    [InlineData("X-Rewrite-URL: /admin")]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    public async Task Get_HeaderThatOnlyAProxyMaySend_ChangesNothing(string header)
    {
        string plain = await SendAsync($"GET /documents HTTP/1.1\r\nHost: {_app.Address.Authority}\r\n");
        string answer = await SendAsync($"GET /documents HTTP/1.1\r\nHost: {_app.Address.Authority}\r\n{header}\r\n");

        Assert.Equal(StableLines(plain), StableLines(answer));
        Assert.Contains($"Location: {_app.Address.GetLeftPart(UriPartial.Authority)}/sign-in", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_AddressOfAnotherHostInTheRequestLine_IsNotTheHostOfTheAnswer()
    {
        string answer = await SendAsync($"GET http://{Attacker}/documents HTTP/1.1\r\nHost: {_app.Address.Authority}\r\n");

        Assert.DoesNotContain(Attacker, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//attacker.example/%2e%2e")]
    [InlineData("//attacker.example")]
    [InlineData("/\\attacker.example")]
    [InlineData("/%5cattacker.example")]
    [InlineData("/%09/attacker.example")]
    [InlineData("/.//attacker.example")]
    [InlineData("/sign-in?returnUrl=//attacker.example")]
    [InlineData("/sign-in?returnUrl=%5c%5cattacker.example")]
    [InlineData("/sign-in?returnUrl=/%09/attacker.example")]
    [InlineData("/sign-in?returnUrl=https:attacker.example")]
    [InlineData("/sign-in?returnUrl=/..//attacker.example")]
    public async Task Get_AddressOfAnotherSite_RedirectsNobodyThere(string path)
    {
        CookieContainer cookies = new();
        using HttpClient member = await _app.SignInAsync(TeamApp.Member, cookies);
        foreach (string cookie in (string[])["", $"Cookie: {cookies.GetCookieHeader(_app.Address)}\r\n"])
        {
            string answer = await SendAsync($"GET {path} HTTP/1.1\r\nHost: {_app.Address.Authority}\r\nAccept: text/html\r\n{cookie}");
            string? location = answer.Split("\r\n").FirstOrDefault(line => line.StartsWith("Location:", StringComparison.OrdinalIgnoreCase))?["Location:".Length..].Trim();
            if (location is not null)
            {
                Assert.Equal(_app.Address.Authority, new Uri(_app.Address, location).Authority);
            }
        }
    }

    [Theory]
    [InlineData("/sign-in?returnUrl=%2F%0D%0ASet-Cookie:%20pwned=1")]
    [InlineData("/documents%0D%0ASet-Cookie:%20pwned=1")]
    [InlineData("/documents?x=%0D%0ASet-Cookie:%20pwned=1")]
    [InlineData("/v1/models/%0D%0ASet-Cookie:%20pwned=1")]
    [InlineData("/admin/audit.csv?name=%0D%0ASet-Cookie:%20pwned=1")]
    [InlineData("/reset-password/%0D%0ASet-Cookie:%20pwned=1")]
    public async Task Get_LineBreaksInTheAddress_SplitNoResponse(string path)
    {
        string answer = await SendAsync($"GET {path} HTTP/1.1\r\nHost: {_app.Address.Authority}\r\nOrigin: http://a%0d%0aSet-Cookie: pwned=1\r\nAccept-Language: en\r\n");

        Assert.DoesNotMatch("(?mi)^Set-Cookie: pwned", answer.Split("\r\n\r\n")[0]);
    }

    [Fact]
    public async Task Export_TitleWithLineBreaks_IsOneHeaderWithAPlainName()
    {
        Guid bob = _app.IdOf(TeamApp.Member);
        Guid id = (await _app.Services.GetRequiredService<ConversationStore>().CreateAsync(bob, "a\r\nSet-Cookie: pwned=1\r\n\r\n<script>alert(1)</script>", cancellationToken: Cancellation)).Id;
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);

        using HttpResponseMessage response = await browser.GetAsync(new Uri($"/export/{id}.md", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.OK, false), (response.StatusCode, response.Headers.Contains("Set-Cookie")));
        Assert.DoesNotContain(response.Content.Headers.ContentDisposition!.FileNameStar!, letter => char.IsControl(letter) || letter is '<' or '>' or '/' or '\\' or ':');
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: {0}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n", 1)]
    [InlineData("POST /sign-in HTTP/1.1\r\nHost: {0}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n", 1)]
    [InlineData("GET / HTTP/1.1\r\nHost: {0}\r\nX-A: b\r\n continued\r\n", 1)]
    public async Task Send_AmbiguousLengths_AreRefusedOrAnsweredOnce(string request, int count)
    {
        string answer = await SendAsync(Format(request));

        Assert.InRange(answer.Split("HTTP/1.1 ").Length - 1, 0, count);
    }

    private static string[] StableLines(string answer) => [.. answer.Split("\r\n").Where(line => !line.StartsWith("Date:", StringComparison.Ordinal) && !line.StartsWith("Content-Security-Policy:", StringComparison.Ordinal))];

    private string Format(string text) => text.Replace("{0}", _app.Address.Authority, StringComparison.Ordinal).Replace("{1}", $"{_app.Address.Port}", StringComparison.Ordinal);

    private static async Task<JsonNode[]> ListAsync(HttpClient program) =>
        [.. JsonNode.Parse(await program.GetStringAsync(new Uri("/v1/files", UriKind.Relative), Cancellation))!["data"]!.AsArray().Select(file => file!)];

    private string[] Files()
    {
        string folder = Path.GetDirectoryName(_app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.FullPath)!;
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))];
    }

    private async Task<string> SendAsync(string head)
    {
        using TcpClient client = new();
        await client.ConnectAsync(_app.Address.Host, _app.Address.Port, Cancellation);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{head}Connection: close\r\n\r\n"), Cancellation);
        using StreamReader reader = new(stream, Encoding.Latin1);
        try
        {
            return await reader.ReadToEndAsync(Cancellation);
        }
        catch (IOException)
        {
            // The server reset the connection instead of answering.
            return "";
        }
    }
}
