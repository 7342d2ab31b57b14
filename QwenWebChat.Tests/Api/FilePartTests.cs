using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Api;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction.Encryption;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Api;

/// <summary>Files in messages of every format: the model reads them as in the chat, and what cannot be read is told.</summary>
[Slow]
public sealed class FilePartTests(ScriptedApi api) : IClassFixture<ScriptedApi>
{
    private const string Text = "# Coins\n\nThe vault holds 111 silver coins.\n";
    private const string Question = "How many?";

    private static readonly string Data = Convert.ToBase64String(Encoding.UTF8.GetBytes(Text));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v1/chat/completions", """{"type":"file","file":{"file_id":"ID"}}""", "messages")]
    [InlineData("v1/chat/completions", """{"type":"file","file":{"file_data":"data:text/markdown;base64,DATA","filename":"coins.md"}}""", "messages")]
    [InlineData("v1/chat/completions", """{"type":"file","file":{"file_data":"DATA","filename":"a/coins.md"}}""", "messages")]
    [InlineData("v1/responses", """{"type":"input_file","file_id":"ID"}""", "input")]
    [InlineData("v1/responses", """{"type":"input_file","file_data":"data:text/markdown;base64,DATA","filename":"coins.md"}""", "input")]
    [InlineData("v1/messages", """{"type":"document","source":{"type":"file","file_id":"ID"}}""", "messages")]
    [InlineData("v1/messages", """{"type":"document","title":"coins.md","source":{"type":"base64","media_type":"text/markdown","data":"DATA"}}""", "messages")]
    public async Task File_InAnyFormat_StandsInThePromptAsInTheChat(string path, string part, string list)
    {
        api.Answer(ScriptedApi.End());
        string id = await Uploads.UploadAsync(api.Http, Text, "coins.md");

        (int status, string body) = await api.PostAsync(path, Request(list, part.Replace("ID", id, StringComparison.Ordinal).Replace("DATA", Data, StringComparison.Ordinal), $$"""{"type":"{{(list == "input" ? "input_text" : "text")}}","text":"{{Question}}"}"""));

        Assert.True(status == 200, body);
        ConversationMessage typed = new(Guid.NewGuid(), MessageRole.User, Question) { Attachments = [new MessageAttachment("coins.md", Text)] };
        Assert.Equal(Assert.Single(ConversationPrompt.ToChat(typed)).Text, api.Client.Requests[^1][^1].Text);
        Assert.Contains("111 silver coins", api.Client.Requests[^1][^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_BetweenTexts_KeepTheirPlaces()
    {
        api.Answer(ScriptedApi.End());

        await api.PostAsync("v1/chat/completions", Request("messages",
            """{"type":"text","text":"First:"}""", """{"type":"file","file":{"file_data":"YQ==","filename":"a.txt"}}""", """{"type":"text","text":"Then:\n"}""", """{"type":"file","file":{"file_data":"Yg==","filename":"b\"c.txt"}}"""));

        Assert.Equal("First:\n\n<file name=\"a.txt\">\na\n</file>\n\nThen:\n<file name=\"b'c.txt\">\nb\n</file>\n\n", api.Client.Requests[^1][0].Text);
    }

    [Theory]
    [InlineData("v1/chat/completions", """{"type":"file","file":{"file_id":"file-1"}}""", 404, "messages[0].content[0].file.file_id", "There is no file file-1.")]
    [InlineData("v1/chat/completions", """{"type":"file","file":{"file_id":"file-00000000000000000000000000000000"}}""", 404, "messages[0].content[0].file.file_id", "There is no file file-00000000000000000000000000000000.")]
    [InlineData("v1/chat/completions", """{"type":"file","file":{"file_id":" "}}""", 400, "messages[0].content[0].file.file_id", "is empty; it must be the id of a file")]
    [InlineData("v1/chat/completions", """{"type":"file","file":{}}""", 400, "messages[0].content[0].file.file_data", "is missing; it must be a string")]
    [InlineData("v1/chat/completions", """{"type":"file","file":{"file_data":"R0lGODlh","filename":"a.gif"}}""", 400, "messages[0].content[0].file.file_data", "a.gif has an unsupported file type.")]
    [InlineData("v1/chat/completions", """{"type":"file","file":{"file_data":"data:text/plain;base64,","filename":"a.txt"}}""", 400, "messages[0].content[0].file.file_data", "a.txt contains no text.")]
    [InlineData("v1/chat/completions", """{"type":"file","file":{"file_data":"bm8gcGFja2VkIGZpbGU=","filename":"a.docx"}}""", 400, "messages[0].content[0].file.file_data", "a.docx is damaged")]
    [InlineData("v1/responses", """{"type":"input_file","file_id":"file-1"}""", 404, "input[0].content[0].file_id", "There is no file file-1.")]
    [InlineData("v1/responses", """{"type":"input_file","file_url":"https://x.example/a.pdf"}""", 400, "input[0].content[0].file_url", "the server fetches nothing from other addresses")]
    public async Task File_CannotBeUsed_SaysWhichAndWhy(string path, string part, int status, string field, string message)
    {
        int asked = api.Client.Requests.Count;

        (int actual, string body) = await api.PostAsync(path, Request(path.EndsWith("responses", StringComparison.Ordinal) ? "input" : "messages", part));

        JsonNode error = JsonNode.Parse(body)!["error"]!;
        Assert.Equal((status, field), (actual, (string?)error["param"]));
        Assert.Contains(message, (string)error["message"]!, StringComparison.Ordinal);
        Assert.Equal(asked, api.Client.Requests.Count);
    }

    [Fact]
    public async Task File_LockedByAPassword_SaysSo_StoredOrNot()
    {
        byte[] locked = SampleLocked.Agile(Samples.Create("a.docx"), "secret");
        string id = await Uploads.UploadAsync(api.Http, locked, "locked.docx");

        (int stored, string storedBody) = await api.PostAsync("v1/chat/completions", Request("messages", $$$"""{"type":"file","file":{"file_id":"{{{id}}}"}}"""));
        (int brought, string broughtBody) = await api.PostAsync("v1/messages", Request("messages", $$$"""{"type":"document","title":"locked.docx","source":{"type":"base64","media_type":"application/x","data":"{{{Convert.ToBase64String(locked)}}}"}}"""));

        Assert.Equal((400, 400), (stored, brought));
        Assert.Contains("locked.docx is password-protected.", storedBody, StringComparison.Ordinal);
        Assert.Contains("file_encrypted", storedBody, StringComparison.Ordinal);
        Assert.Contains("locked.docx is password-protected.", broughtBody, StringComparison.Ordinal);
        Assert.Equal("invalid_request_error", (string)JsonNode.Parse(broughtBody)!["error"]!["type"]!);
    }

    [Fact]
    public async Task File_OfAnotherOwner_IsNotThere()
    {
        string id = await Uploads.AddForeignAsync(api.Services);

        (int status, string body) = await api.PostAsync("v1/chat/completions", Request("messages", $$$"""{"type":"file","file":{"file_id":"{{{id}}}"}}"""));

        Assert.Equal(404, status);
        Assert.Contains($"There is no file {id}.", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_TooMany_AreRefused()
    {
        string part = """{"type":"file","file":{"file_data":"YQ==","filename":"a.txt"}}""";

        (int status, string body) = await api.PostAsync("v1/chat/completions", Request("messages", [.. Enumerable.Repeat(part, 65)]));

        Assert.Equal(400, status);
        Assert.Contains("The request has 65 files; at most 64 are allowed.", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_DoesNotFit_SaysBothNumbersAndWhatToDo(bool isStreamed)
    {
        api.Fail(new ContextOverflowException(5_000, 2_048));

        (int status, string body) = await api.PostAsync("v1/chat/completions", Request("messages", """{"type":"file","file":{"file_data":"YQ=="}}""").Replace("{\"max", $"{{\"stream\":{(isStreamed ? "true" : "false")},\"max", StringComparison.Ordinal));

        JsonNode error = JsonNode.Parse(body)!["error"]!;
        Assert.Equal((400, "context_length_exceeded", "messages[0].content[0].file.file_data"), (status, (string?)error["code"], (string?)error["param"]));
        Assert.StartsWith("The prompt has 5,000 tokens; the context holds 2,048 with the answer included.", (string)error["message"]!, StringComparison.Ordinal);
        Assert.Contains("POST /v1/summaries", (string)error["message"]!, StringComparison.Ordinal);
    }

    // The reader waits, and the client hears comments meanwhile.
    [Fact]
    public async Task File_StillBeingRead_IsWaitedFor()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        FakeTimeProvider clock = new();
        ScriptedChatClient client = ScriptedChatClient.Saying("Yes.");
        await using ScriptedWebApp app = new(client, services => services.AddSingleton<TimeProvider>(clock).AddSingleton<ReadDocument>(async (request, cancellation) =>
        {
            await go.Task.WaitAsync(cancellation);
            return await TestLibrary.ReadHere(request, cancellation);
        }));
        using HttpClient http = new() { BaseAddress = new Uri(app.Start()) };
        string id = await Uploads.UploadAsync(http, Text, "coins.md");
        using HttpRequestMessage request = new(HttpMethod.Post, "v1/chat/completions")
        {
            Content = new StringContent(Request("messages", $$$"""{"type":"file","file":{"file_id":"{{{id}}}"}}""").Replace("{\"max", "{\"stream\":true,\"max", StringComparison.Ordinal), Encoding.UTF8, "application/json"),
        };
        Task<HttpResponseMessage> sending = http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await MoveUntilAsync(clock, sending);
        using StreamReader reader = new(await (await sending).Content.ReadAsStreamAsync(Cancellation));
        Task<string?> comment = LineAsync(reader, ": waiting");
        await MoveUntilAsync(clock, comment);

        go.SetResult();

        Assert.NotNull(await LineAsync(reader, "data: [DONE]"));
        Assert.Contains("111 silver coins", Assert.Single(client.Requests)[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokenize_MessagesWithAFile_AreRendered()
    {
        await using ApiApp app = new();
        await app.InitializeAsync();
        string id = await Uploads.UploadAsync(app.Http, Text, "coins.md");
        string request = Request("messages", $$$"""{"type":"file","file":{"file_id":"{{{id}}}"}}""");

        using HttpResponseMessage rendered = await app.PostAsync("apply-template", request);
        using HttpResponseMessage counted = await app.PostAsync("v1/messages/count_tokens", Request("messages", $$$"""{"type":"document","source":{"type":"file","file_id":"{{{id}}}"}}"""));
        using HttpResponseMessage tokenized = await app.PostAsync("tokenize", request);

        Assert.Contains("<file name=\"coins.md\">\n# Coins", (string)JsonNode.Parse(await rendered.Content.ReadAsStringAsync(Cancellation))!["prompt"]!, StringComparison.Ordinal);
        Assert.Equal(
            (int)JsonNode.Parse(await tokenized.Content.ReadAsStringAsync(Cancellation))!["count"]!,
            (int)JsonNode.Parse(await counted.Content.ReadAsStringAsync(Cancellation))!["input_tokens"]!);
    }

    private static string Request(string list, params string[] parts) => $$$"""{"max_tokens":50,"{{{list}}}":[{"role":"user","content":[{{{string.Join(',', parts)}}}]}]}""";

    private static async Task MoveUntilAsync(FakeTimeProvider clock, Task task)
    {
        while (!task.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Cancellation);
        }
    }

    private static async Task<string?> LineAsync(StreamReader reader, string wanted)
    {
        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            if (line == wanted)
            {
                return line;
            }
        }

        return null;
    }
}
