using System.Text;
using Microsoft.AspNetCore.Http;
using QwenWebChat.App.Api;
using QwenWebChat.App.Api.OpenAi.Files;

namespace QwenWebChat.Tests.Api.OpenAi.Files;

/// <summary>Forms with a file, whole, cut and wrong.</summary>
public sealed class MultipartUploadTests
{
    private const string Type = "multipart/form-data; boundary=b";
    private const string Part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nHello\r\n";
    private const string Purpose = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nuser_data\r\n";
    private const string End = "--b--";

    [Theory]
    [InlineData(Purpose + Part + End)]
    [InlineData(Part + Purpose + End + "\r\n")]
    [InlineData(Part + End)]
    [InlineData("preamble\r\n" + Part + End + "\r\nepilogue")]
    public async Task Read_Form_HasTheFile(string body)
    {
        await using UploadedFile file = await ReadAsync(body);

        using StreamReader reader = new(file.Content, leaveOpen: true);
        Assert.Equal(("a.txt", "Hello"), (file.Name, await reader.ReadToEndAsync(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("form-data; name=file; filename*=UTF-8''%E7%8E%8B.txt", "王.txt")]
    [InlineData("form-data; name=\"file\"; filename=\"=?utf-8?B?546LLnR4dA==?=\"", "王.txt")]
    [InlineData("form-data; name=\"file\"; filename=\"王.txt\"", "王.txt")]
    [InlineData("form-data; name=\"file\"; filename=\"\"", "")]
    public async Task Read_Name_IsWhatTheClientSent(string disposition, string name)
    {
        await using UploadedFile file = await ReadAsync($"--b\r\nContent-Disposition: {disposition}\r\n\r\nHello\r\n--b--");

        Assert.Equal(name, file.Name);
    }

    // Wherever it is cut before its end, it is refused, and the copy is gone with the form.
    [Fact]
    public async Task Read_FormCutAnywhere_IsRefused()
    {
        string whole = Purpose + Part + End;
        for (int length = 0; length < whole.Length; length++)
        {
            ApiException error = await Assert.ThrowsAsync<ApiException>(() => ReadAsync(whole[..length]));

            Assert.True(error.Status == 400, $"{length}: {error.Message}");
        }
    }

    [Theory]
    [InlineData(Purpose + End, "file", "file is missing; the form must have a part of that name.")]
    [InlineData(End, "file", "file is missing")]
    [InlineData(Part + Part + End, "file", "The form has several files; it must have one.")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nHello\r\n--b--", "file", "file has no file name")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n\r\n--b--", "file", "contains no text")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nfine-tune\r\n" + Part + End, "purpose", "purpose is fine-tune; it must be user_data or assistants")]
    [InlineData("--b\r\n\r\nHello\r\n--b--", null, "A part of the form has no name")]
    [InlineData("--b\r\nContent-Disposition: nonsense;;=\r\n\r\nHello\r\n--b--", null, "A part of the form has no name")]
    [InlineData("--c\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nHello\r\n--c--", null, "not separated by the boundary")]
    [InlineData("", null, "The body ends within a part")]
    public async Task Read_InvalidForm_SaysWhy(string body, string? field, string message)
    {
        ApiException error = await Assert.ThrowsAsync<ApiException>(() => ReadAsync(body));

        Assert.Equal((400, field), (error.Status, error.Field));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 415, "The content type is missing; it must be multipart/form-data.")]
    [InlineData("application/json", 415, "The content type is application/json")]
    [InlineData("multipart/form-data", 400, "The content type has no boundary")]
    public async Task Read_OtherType_SaysWhich(string? type, int status, string message)
    {
        ApiException error = await Assert.ThrowsAsync<ApiException>(() => ReadAsync(Part + End, type));

        Assert.Equal(status, error.Status);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_LongHeadersAndManyParts_AreRefused()
    {
        string field = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n";
        ApiException many = await Assert.ThrowsAsync<ApiException>(() => ReadAsync(string.Concat(Enumerable.Repeat(field, 17)) + Part + End));
        ApiException headers = await Assert.ThrowsAsync<ApiException>(() => ReadAsync($"--b\r\nX-Long: {new string('x', 1 << 15)}\r\n\r\ny\r\n--b--"));
        ApiException purpose = await Assert.ThrowsAsync<ApiException>(() => ReadAsync($"--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n{new string('x', 1 << 11)}\r\n" + Part + End));

        Assert.Contains("more than 16 parts", many.Message, StringComparison.Ordinal);
        Assert.Equal((400, "invalid_form"), (headers.Status, headers.Code));
        Assert.Equal("purpose has more than 1024 bytes.", purpose.Message);
    }

    // Bytes replaced, left out and doubled anywhere: a file or a reason, and no other error.
    [Fact]
    public async Task Read_DamagedForms_AreTakenOrRefused()
    {
        Random random = new(20);
        byte[] whole = Encoding.UTF8.GetBytes(Purpose + Part + End);
        int refused = 0;
        for (int round = 0; round < 4_000; round++)
        {
            List<byte> bytes = [.. whole];
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int at = random.Next(bytes.Count);
                int kind = random.Next(3);
                if (kind == 0)
                {
                    bytes[at] = (byte)random.Next(256);
                }
                else if (kind == 1)
                {
                    bytes.RemoveAt(at);
                }
                else
                {
                    bytes.InsertRange(at, bytes[at..Math.Min(bytes.Count, at + random.Next(1, 40))]);
                }
            }

            try
            {
                await using UploadedFile file = await ReadAsync([.. bytes]);
                Assert.True(file.Content.Length > 0);
            }
            catch (ApiException error)
            {
                Assert.InRange(error.Status, 400, 415);
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 3_999);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_FileTooLarge_NamesTheLimit(bool hasLength)
    {
        string body = $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n{new string('x', hasLength ? 1 << 17 : 101)}\r\n--b--";

        ApiException error = await Assert.ThrowsAsync<ApiException>(() => ReadAsync(body, maxFileBytes: 100, hasLength: hasLength));

        Assert.Equal((413, "file"), (error.Status, error.Field));
        Assert.Contains("The file is larger than 100 bytes; Upload:MaxFileBytes sets the limit.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FileOfTheLimit_IsTaken()
    {
        string body = $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n{new string('x', 100)}\r\n--b--";

        await using UploadedFile file = await ReadAsync(body, maxFileBytes: 100, hasLength: true);

        Assert.Equal(100, file.Content.Length);
    }

    private static Task<UploadedFile> ReadAsync(string body, string? type = Type, long maxFileBytes = 1_000, bool hasLength = false) =>
        ReadAsync(Encoding.UTF8.GetBytes(body), type, maxFileBytes, hasLength);

    private static Task<UploadedFile> ReadAsync(byte[] bytes, string? type = Type, long maxFileBytes = 1_000, bool hasLength = false)
    {
        DefaultHttpContext http = new();
        http.Request.ContentType = type;
        http.Request.ContentLength = hasLength ? bytes.Length : null;
        http.Request.Body = new MemoryStream(bytes, writable: false);
        return MultipartUpload.ReadAsync(http, maxFileBytes);
    }
}
