using System.Net;
using Microsoft.AspNetCore.Http;
using QwenWebChat.Tests.Hosting;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>Who is told how the app fares: this machine, unless the settings say otherwise.</summary>
[Slow]
public sealed class MonitoringAccessTests
{
    private static readonly (string, string) NoModel = ("Model:Path", "/no/such/model");

    public static TheoryData<string, string?, string?> Strangers => new()
    {
        { "192.0.2.7", null, null },
        { "2001:db8::7", null, null },
        // A socket file, or nothing known.
        { "", null, null },
        { "127.0.0.1", "X-Forwarded-For", "192.0.2.7" },
        { "127.0.0.1", "X-Forwarded-For", "127.0.0.1" },
        { "::1", "Forwarded", "for=192.0.2.7" },
        { "127.0.0.1", "X-Real-IP", "192.0.2.7" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Get_FromElsewhere_IsNotFoundWithoutAPage(string address, string? header, string? value)
    {
        using WebAppFactory app = new(NoModel);

        foreach (string path in (string[])["/metrics", "/health/live", "/health/ready"])
        {
            (int status, string? type, string body) = await GetAsync(app, path, address, header, value);

            Assert.Equal((404, "text/plain; charset=utf-8", "Not found.\n"), (status, type, body));
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Get_FromHere_IsAnswered(string address)
    {
        using WebAppFactory app = new(NoModel);

        Assert.Equal(200, (await GetAsync(app, "/metrics", address)).Status);
        Assert.Equal(200, (await GetAsync(app, "/health/live", address)).Status);
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Get_FromElsewhereWhenPublic_IsAnswered(string address, string? header, string? value)
    {
        using WebAppFactory app = new(NoModel, ("Monitoring:IsPublic", "true"));

        Assert.Equal(200, (await GetAsync(app, "/metrics", address, header, value)).Status);
        Assert.Equal(200, (await GetAsync(app, "/health/live", address, header, value)).Status);
    }

    private static async Task<(int Status, string? Type, string Body)> GetAsync(WebAppFactory app, string path, string address, string? header = null, string? value = null)
    {
        HttpContext context = await app.Server.SendAsync(
            request =>
            {
                request.Request.Method = HttpMethods.Get;
                request.Request.Host = new HostString("localhost");
                request.Request.Path = path;
                request.Connection.RemoteIpAddress = address.Length > 0 ? IPAddress.Parse(address) : null;
                if (header is not null)
                {
                    request.Request.Headers[header] = value;
                }
            },
            TestContext.Current.CancellationToken);
        using StreamReader body = new(context.Response.Body);
        return (context.Response.StatusCode, context.Response.ContentType, await body.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
