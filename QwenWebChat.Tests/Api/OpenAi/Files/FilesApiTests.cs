using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Api.OpenAi.Files;

/// <summary>Files over HTTP: names, pages of the list, and requests that are wrong.</summary>
[Slow]
public sealed class FilesApiTests(FilesApiTests.App app) : IClassFixture<FilesApiTests.App>
{
    private const int MaxFileBytes = 2_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\me\\a.txt", "a.txt")]
    [InlineData("a\u0007b\u202Ec.txt", "abc.txt")]
    [InlineData("..", "..")]
    [InlineData("", "document")]
    public async Task Upload_AnyName_IsStoredWithoutPathAndControlCharacters(string name, string stored)
    {
        using ByteArrayContent body = Uploads.Raw($"--b\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''{Uri.EscapeDataString(name)}\r\n\r\nHello\r\n--b--");

        (int status, JsonNode json) = await Uploads.SendAsync(app.Http, body);

        Assert.Equal((200, stored, "file"), (status, (string)json["filename"]!, (string)json["object"]!));
        Assert.Equal(5, (int)json["bytes"]!);
    }

    [Theory]
    [InlineData("file=abc", "application/x-www-form-urlencoded", 415, "it must be multipart/form-data")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nHel", "multipart/form-data; boundary=b", 400, "The body ends within a part")]
    [InlineData("--b--", "multipart/form-data; boundary=b", 400, "file is missing")]
    public async Task Upload_Wrong_LeavesNothing(string body, string type, int status, string message)
    {
        string[] before = Stored();
        using ByteArrayContent content = Uploads.Raw(body, type);

        (int actual, JsonNode json) = await Uploads.SendAsync(app.Http, content);

        Assert.Equal(status, actual);
        Assert.Contains(message, (string)json["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Equal(before, Stored());
    }

    [Theory]
    [InlineData(MaxFileBytes, 200)]
    [InlineData(MaxFileBytes + 1, 413)]
    [InlineData(1 << 20, 413)]
    public async Task Upload_Size_HasTheLimitOfUploads(int bytes, int expected)
    {
        string[] before = Stored();
        using MultipartFormDataContent form = Uploads.Form(Encoding.ASCII.GetBytes(new string('x', bytes)), "a.txt");

        (int status, JsonNode json) = await Uploads.SendAsync(app.Http, form);

        Assert.Equal(expected, status);
        if (expected != 200)
        {
            Assert.Contains("larger than 2,000 bytes", (string)json["error"]!["message"]!, StringComparison.Ordinal);
            Assert.Equal(before, Stored());
        }
    }

    [Fact]
    public async Task Upload_ClientLeavesInTheMiddle_LeavesNothing()
    {
        string[] before = Stored();
        using HttpRequestMessage request = new(HttpMethod.Post, "v1/files") { Content = new BrokenContent() };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");

        await Assert.ThrowsAnyAsync<Exception>(() => app.Http.SendAsync(request, Cancellation));
        string id = await Uploads.UploadAsync(app.Http, "Whole.");

        Assert.Single(Stored().Except(before));
        Assert.Equal(id, (string)(await GetAsync("v1/files?limit=1")).Json["data"]![0]!["id"]!);
    }

    [Fact]
    public async Task List_Pages_AreNewestFirst()
    {
        string[] ids = [await Uploads.UploadAsync(app.Http, "1"), await Uploads.UploadAsync(app.Http, "2"), await Uploads.UploadAsync(app.Http, "3")];

        JsonNode first = (await GetAsync("v1/files?limit=2")).Json;
        JsonNode next = (await GetAsync($"v1/files?limit=1&after={ids[1]}")).Json;
        JsonNode oldest = (await GetAsync("v1/files?order=asc")).Json;

        Assert.Equal([ids[2], ids[1]], first["data"]!.AsArray().Select(file => (string)file!["id"]!));
        Assert.Equal((true, ids[2], ids[1]), ((bool)first["has_more"]!, (string)first["first_id"]!, (string)first["last_id"]!));
        Assert.Equal(ids[0], (string)next["data"]![0]!["id"]!);
        Assert.Equal((ids[2], false), ((string)oldest["data"]!.AsArray()[^1]!["id"]!, (bool)oldest["has_more"]!));
        Assert.Empty((await GetAsync("v1/files?purpose=batch")).Json["data"]!.AsArray());
    }

    [Theory]
    [InlineData("v1/files?limit=0", 400, "limit is 0; it must be 1 to 10000.")]
    [InlineData("v1/files?limit=ten", 400, "limit is ten")]
    [InlineData("v1/files?order=up", 400, "order is up; it must be asc or desc.")]
    [InlineData("v1/files?after=file-1", 404, "There is no file file-1.")]
    [InlineData("v1/files/nope", 404, "There is no file nope.")]
    [InlineData("v1/files/file-00000000000000000000000000000000", 404, "There is no file file-00000000000000000000000000000000.")]
    [InlineData("v1/files/file-0/content", 404, "There is no file file-0.")]
    [InlineData("v1/files/a/b/c", 404, "is not a path of this API")]
    public async Task Get_Wrong_SaysWhy(string path, int status, string message)
    {
        (int actual, JsonNode json) = await GetAsync(path);

        Assert.Equal(status, actual);
        Assert.Contains(message, (string)json["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyRequest_FileOfAnotherOwner_IsNotThere()
    {
        string id = await Uploads.AddForeignAsync(app.Services);

        (int found, _) = await GetAsync($"v1/files/{id}");
        (int content, _) = await GetAsync($"v1/files/{id}/content");
        using HttpResponseMessage deleted = await app.Http.DeleteAsync(new Uri($"v1/files/{id}", UriKind.Relative), Cancellation);

        Assert.Equal((404, 404, HttpStatusCode.NotFound), (found, content, deleted.StatusCode));
        Assert.DoesNotContain(id, (await GetAsync("v1/files")).Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_FromAPageOfAnotherSite_IsRefused()
    {
        string[] before = Stored();
        using HttpRequestMessage request = new(HttpMethod.Post, "v1/files") { Content = Uploads.Form("Hello"u8.ToArray(), "a.txt") };
        request.Headers.Add("Origin", "https://evil.example");

        using HttpResponseMessage response = await app.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(before, Stored());
    }

    private async Task<(int Status, JsonNode Json)> GetAsync(string path)
    {
        using HttpResponseMessage response = await app.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!);
    }

    // The folders of documents, whole or not.
    private string[] Stored()
    {
        string folder = Path.Combine(Path.GetDirectoryName(app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.FullPath)!, "documents");
        return Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Order()] : [];
    }

    /// <summary>The app on a free port, with a low limit of files.</summary>
    public sealed class App : IDisposable
    {
        private readonly ScriptedWebApp _app = new(ScriptedChatClient.Saying("Yes."), settings: new Dictionary<string, string> { ["Upload:MaxFileBytes"] = $"{MaxFileBytes}" });

        public App()
        {
            Http = new HttpClient { BaseAddress = new Uri(_app.Start()) };
        }

        public HttpClient Http { get; }

        public IServiceProvider Services => _app.Services;

        public void Dispose()
        {
            Http.Dispose();
            _app.Dispose();
        }
    }

    // Half of a form, and then the connection breaks.
    private sealed class BrokenContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nHello"u8.ToArray());
            await stream.FlushAsync();
            throw new IOException("The connection broke.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1_000;
            return true;
        }
    }
}
