using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Monitoring;
using QwenWebChat.Tests.Monitoring.History;

namespace QwenWebChat.Tests.Hosting;

/// <summary>The download of the requests.</summary>
public sealed class RequestExportTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private RequestStore _store = null!;
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        UserNames names = new(_database, _database.Time, NullLogger<UserNames>.Instance);
        _store = new RequestStore(_database, names);
        ServedRows.AddOwners(_database);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_store);
        builder.Services.AddSingleton(names);
        builder.Services.AddSingleton<TimeProvider>(_database.Time);
        builder.Services.AddSingleton(new AuditLog(_database, _database.Time, NullLogger<AuditLog>.Instance));
        builder.Services.AddScoped<CurrentOwner>();
        builder.Services.AddScoped<AuditTrail>();
        _app = builder.Build();
        _app.MapRequestExport();
        await _app.StartAsync(Cancellation);
        _http = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task Get_Filtered_IsATableOfThose()
    {
        await _store.AddAsync(ServedRows.Make(1500, Records.Noon, TimeSpan.FromSeconds(1)), Cancellation);
        RequestFilter filter = new() { Text = "bob" };
        List<RequestRecord> expected = await _store.ReadAsync(filter, Cancellation).ToListAsync(Cancellation);

        using HttpResponseMessage response = await _http.GetAsync(new Uri("/admin/requests.csv" + RequestAddress.Write(filter), UriKind.Relative), Cancellation);

        byte[] bytes = await response.Content.ReadAsByteArrayAsync(Cancellation);
        string[] lines = Encoding.UTF8.GetString(bytes)[1..].Split("\r\n");
        Assert.Equal((HttpStatusCode.OK, "text/csv", "requests 2025-06-10 1200.csv"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Content.Headers.ContentDisposition?.FileNameStar));
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
        Assert.StartsWith("id,arrived,user,kind,model,prompt_tokens,", lines[0], StringComparison.Ordinal);
        Assert.Equal(expected.Select(line => line.Id.ToString()), lines[1..^1].Select(line => line.Split(',')[0]));
    }

    [Fact]
    public async Task Get_WrongParameter_IsOneLineThatSaysWhatWouldBeRight()
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri("/admin/requests.csv?outcome=fine", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.BadRequest, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal("outcome is 'fine'; expected Stop, Length, Abort, Error.\n", await response.Content.ReadAsStringAsync(Cancellation));
    }
}
