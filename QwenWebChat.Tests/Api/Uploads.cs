using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Api;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Api;

/// <summary>Uploads to an app's files.</summary>
internal static class Uploads
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Creates a form with a file.</summary>
    public static MultipartFormDataContent Form(byte[] file, string name, string purpose = "user_data") =>
        new() { { new ByteArrayContent(file), "file", name }, { new StringContent(purpose), "purpose" } };

    /// <summary>Sends a body, and reads the status and the JSON of the response.</summary>
    public static async Task<(int Status, JsonNode Json)> SendAsync(HttpClient http, HttpContent content)
    {
        using HttpResponseMessage response = await http.PostAsync(new Uri("v1/files", UriKind.Relative), content, Cancellation);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!);
    }

    /// <summary>Uploads a text, and returns the id of the file.</summary>
    public static Task<string> UploadAsync(HttpClient http, string text, string name = "notes.txt") => UploadAsync(http, Encoding.UTF8.GetBytes(text), name);

    public static async Task<string> UploadAsync(HttpClient http, byte[] file, string name)
    {
        (int status, JsonNode json) = await SendAsync(http, Form(file, name));
        Assert.True(status == 200, json.ToJsonString());
        return (string)json["id"]!;
    }

    /// <summary>Waits until a file is read or cannot be read.</summary>
    public static Task<Document?> WhenReadAsync(IServiceProvider services, string id) =>
        services.GetRequiredService<DocumentDesk>().WhenReadAsync(TestDatabase.LocalOwner, ObjectIds.Files.Parse(id), Cancellation);

    /// <summary>Stores a file of another owner, and returns its id.</summary>
    public static async Task<string> AddForeignAsync(IServiceProvider services)
    {
        using ChatDbContext context = services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
        if (await context.FindAsync<Account>([TestDatabase.OtherOwner], Cancellation) is null)
        {
            context.Add(new Account { Id = TestDatabase.OtherOwner, Name = "other" });
            await context.SaveChangesAsync(Cancellation);
        }

        Document document = await services.GetRequiredService<DocumentDesk>().UploadAsync(TestDatabase.OtherOwner, "theirs.txt", new MemoryStream("theirs"u8.ToArray()), Cancellation);
        await services.GetRequiredService<DocumentDesk>().WhenReadAsync(TestDatabase.OtherOwner, document.Id, Cancellation);
        return ObjectIds.Files.Of(document.Id);
    }

    /// <summary>Creates a body of raw bytes with a boundary <c>b</c>.</summary>
    public static ByteArrayContent Raw(string body, string type = "multipart/form-data; boundary=b")
    {
        ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }
}
