using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.Tests.Api;

/// <summary>Requests that are wrong, against the running app: each gets a status, a reason and the field.</summary>
[Slow]
public sealed class ApiErrorTests(ApiApp app) : IClassFixture<ApiApp>
{
    private const string Chat = "v1/chat/completions";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", null, "The body is not JSON")]
    [InlineData("{", null, "The body is not JSON")]
    [InlineData("[]", "", "The body is an array; it must be a JSON object.")]
    [InlineData("{}", "messages", "messages is missing; it must have at least one message.")]
    [InlineData("""{"messages":[]}""", "messages", "messages is empty; it must have at least one message.")]
    [InlineData("""{"messages":"hi"}""", "messages", "messages is a string; it must be an array.")]
    [InlineData("""{"messages":[1]}""", "messages[0]", "messages[0] is 1; it must be an object.")]
    [InlineData("""{"messages":[{"role":"robot","content":"hi"}]}""", "messages[0].role", "messages[0].role is robot; it must be system, developer, user, assistant or tool.")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content", "messages[0].content is missing; it must be a string or an array of parts.")]
    [InlineData("""{"messages":[{"role":"user","content":{"text":"hi"}}]}""", "messages[0].content", "messages[0].content is an object; it must be a string or an array of parts.")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""", "messages[0].content", "messages[0].content has text that is not valid Unicode")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""", "messages[0].content[0]", "messages[0].content[0] is not supported: the model reads no images.")]
    [InlineData("""{"messages":[{"role":"tool","tool_call_id":"a","content":"1"}]}""", "messages[0].tool_call_id", "messages[0].tool_call_id is a, and no earlier message of the assistant has that call.")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{"}}]}]}""", "messages[0].tool_calls[0].function.arguments", "it must be the text of a JSON object.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"temperature":"warm"}""", "temperature", "temperature is a string; it must be a number.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"temperature":1e999}""", "temperature", "temperature is 1e999; it must be a number.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"top_p":1.5}""", "top_p", "top_p is 1.5; it must be above 0, up to 1.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"max_tokens":0}""", "max_tokens", "max_tokens is 0; it must be 1 or more.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"max_tokens":1.5}""", "max_tokens", "max_tokens is 1.5; it must be an integer.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"n":0}""", "n", "n is 0; it must be 1 to 128.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"stream":"yes"}""", "stream", "stream is a string; it must be true or false.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"stop":[""]}""", "stop[0]", "stop[0] is empty; a stop string has at least one character.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"best_of":2}""", "best_of", "best_of is not supported")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"functions":[]}""", "functions", "functions is not supported: use tools and tool_choice.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"tool_choice":"required"}""", "tool_choice", "tool_choice is required, and there are no tools.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"tools":[{"type":"web_search"}]}""", "tools[0].type", "tools[0].type is web_search")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"response_format":{"type":"json_schema"}}""", "response_format.json_schema.schema", "response_format.json_schema.schema is missing; it must be a JSON Schema.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"response_format":{"type":"json_object"},"guided_regex":"a"}""", "guided_regex", "several formats for the answer (guided_regex, response_format)")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"guided_regex":"("}""", null, "The format of the answer cannot be enforced.")]
    public async Task Chat_InvalidBody_SaysWhereAndWhatWouldBeRight(string body, string? field, string message)
    {
        using HttpResponseMessage response = await app.PostAsync(Chat, body);

        using JsonDocument error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        JsonElement details = error.RootElement.GetProperty("error");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request_error"), (response.StatusCode, details.GetProperty("type").GetString()));
        Assert.Contains(message, details.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(field, details.GetProperty("param").GetString());
        Assert.StartsWith("req_", Assert.Single(response.Headers.GetValues("x-request-id")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_TooDeep_IsRefused()
    {
        string deep = $$"""{"messages":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""";

        using HttpResponseMessage response = await app.PostAsync(Chat, deep);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("deeper than 512 levels", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chat_TooLarge_Is413WithTheLimit(bool hasLength)
    {
        byte[] body = new byte[33 << 20];
        body.AsSpan().Fill((byte)' ');
        using HttpRequestMessage request = new(HttpMethod.Post, Chat) { Content = hasLength ? new ByteArrayContent(body) : new StreamContent(new MemoryStream(body)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = !hasLength;
        // The client then sends no body that nobody would read.
        request.Headers.ExpectContinue = true;

        using HttpResponseMessage response = await app.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("larger than 32 MB; Api:MaxBodyMegabytes", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Chat_AnotherContentType_Is415(string? type)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Chat) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        using HttpResponseMessage response = await app.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "v1/chat/completions", HttpStatusCode.MethodNotAllowed, "use POST")]
    [InlineData("DELETE", "v1/models", HttpStatusCode.MethodNotAllowed, "use GET")]
    [InlineData("POST", "v1/audio/speech", HttpStatusCode.NotFound, "/v1/audio/speech is not a path of this API")]
    [InlineData("GET", "v1", HttpStatusCode.NotFound, "is not a path of this API")]
    [InlineData("GET", "v1/models/gpt-5", HttpStatusCode.NotFound, "The model gpt-5 is not loaded here")]
    public async Task Send_UnknownPathOrMethod_IsJson(string method, string path, HttpStatusCode status, string message)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        using HttpResponseMessage response = await app.Http.SendAsync(request, Cancellation);

        Assert.Equal((status, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(message, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_PromptTooLong_IsRefusedBeforeTheStreamBegins(bool isStreamed)
    {
        string body = JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = new string('x', 9_000) } }, stream = isStreamed });

        using HttpResponseMessage response = await app.PostAsync(Chat, body);

        string error = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"context_length_exceeded\"", error, StringComparison.Ordinal);
        Assert.Contains("the context holds 2,048", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_TooManyAtOnce_Is429WithTheDelay()
    {
        string body = """{"messages":[{"role":"user","content":"Count."}],"temperature":2,"max_tokens":1000,"n":17}""";

        using HttpResponseMessage response = await app.PostAsync(Chat, body);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Contains("16 requests of the same user", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        InferenceEngine engine = app.Services.GetRequiredService<InferenceEngine>();
        while (engine.ActiveRequestCount > 0)
        {
            await Task.Delay(20, Cancellation);
        }
    }
}
