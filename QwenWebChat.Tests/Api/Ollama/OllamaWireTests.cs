using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Api.Ollama;

/// <summary>Ollama's API on the wire: what its clients do not show, and requests that they do not send.</summary>
[Slow]
public sealed class OllamaWireTests(ScriptedApi api) : IClassFixture<ScriptedApi>
{
    private const string Hi = """ "model":"alias","messages":[{"role":"user","content":"hi"}] """;

    private static readonly ChatResponseUpdate[] Hello = [ScriptedChatClient.Token("Hel"), ScriptedChatClient.Token("lo"), ScriptedApi.End()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chat_ByDefault_StreamsLines()
    {
        ScriptedRounds rounds = new();
        rounds.Add(ScriptedApi.Progress(0), ScriptedRounds.Text("Hel"), rounds.Call("add", """{"a":1}"""), rounds.Call("now", "{}"), ScriptedApi.End(ChatFinishReason.ToolCalls));
        api.Answer(rounds);

        using HttpResponseMessage response = await api.SendAsync("api/chat", $$"""{ {{Hi}} }""");

        string body = await response.Content.ReadAsStringAsync(Cancellation);
        string[] expected =
        [
            """{"model":"alias","message":{"content":"Hel","role":"assistant"},"done":false}""",
            """{"model":"alias","message":{"content":"","role":"assistant","tool_calls":[{"function":{"index":0,"name":"add","arguments":{"a":1}}}]},"done":false}""",
            """{"model":"alias","message":{"content":"","role":"assistant","tool_calls":[{"function":{"index":1,"name":"now","arguments":{}}}]},"done":false}""",
            """{"model":"alias","message":{"content":"","role":"assistant"},"done":true,"done_reason":"stop","total_duration":0,"load_duration":0,"prompt_eval_count":20,"prompt_eval_duration":250000000,"eval_count":5,"eval_duration":500000000}""",
        ];
        Assert.Equal(expected, body.TrimEnd('\n').Split('\n').Select(WithoutTime));
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Chat_NotStreamed_IsOneBody()
    {
        ScriptedRounds rounds = new();
        rounds.Add(ScriptedRounds.Text("Hello"), rounds.Call("add", """{"a":1}"""), ScriptedApi.End(ChatFinishReason.ToolCalls));
        api.Answer(rounds);

        (int status, string body) = await api.PostAsync("api/chat", $$"""{ {{Hi}}, "stream":false }""");

        Assert.Equal(200, status);
        Assert.StartsWith("""{"model":"alias","message":{"content":"Hello","role":"assistant","tool_calls":[{"function":{"index":0,"name":"add","arguments":{"a":1}}}]},"done":true,"done_reason":"stop",""", WithoutTime(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ErrorInTheMiddle_IsALine()
    {
        api.Fail(new InvalidOperationException("secret"), ScriptedChatClient.Token("Hel"));

        (int status, string body) = await api.PostAsync("api/chat", $$"""{ {{Hi}} }""");

        Assert.Equal(200, status);
        Assert.Equal("""{"error":"The server failed at this request; its log has the reason."}""", body.TrimEnd('\n').Split('\n')[^1]);
    }

    [Fact]
    public async Task Chat_QueueFull_SaysWhenToRetry()
    {
        api.Fail(new EngineUnavailableException("40 requests wait already", TimeSpan.FromSeconds(90)));

        using HttpResponseMessage response = await api.SendAsync("api/chat", $$"""{ {{Hi}} }""");

        Assert.Equal("""{"error":"40 requests wait already"}""", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal((429, "60"), ((int)response.StatusCode, response.Headers.GetValues("Retry-After").Single()));
    }

    // curl -d sends this type, and Ollama's own documentation uses curl.
    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    public async Task Chat_OtherContentType_IsTaken(string type)
    {
        api.Answer(Hello);

        using HttpResponseMessage response = await api.SendAsync("api/chat", $$"""{ {{Hi}} }""", type);

        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Chat_PageOfAnotherSite_IsRefused()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "api/chat") { Content = new StringContent($$"""{ {{Hi}} }""", null, "text/plain") };
        request.Headers.Add("Origin", "https://attacker.example");

        using HttpResponseMessage response = await api.Http.SendAsync(request, Cancellation);

        Assert.Equal(403, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{"x":1}}},{"function":{"name":"g","arguments":{}}}]},{"role":"tool","tool_name":"g","content":"second"},{"role":"tool","tool_name":"f","content":"first"}]}""", "user: a", """assistant: f{"x":1} | g{}""", "tool: second", "tool: first")]
    [InlineData("""{"messages":[{"role":"system","content":"s"},{"role":"user","content":"a","images":[]},{"role":"assistant","content":"b","thinking":"hm"},{"role":"user","content":"c"}]}""", "system: s", "user: a", "assistant: b", "user: c")]
    public async Task Chat_Shapes_BecomeMessages(string request, params string[] lines)
    {
        api.Answer(ScriptedApi.End());

        (int status, string body) = await api.PostAsync("api/chat", request);

        Assert.True(status == 200, body);
        Assert.Equal(lines, api.Lines);
    }

    [Fact]
    public async Task Chat_ResultsInAnotherOrder_BelongToTheirCalls()
    {
        api.Answer(ScriptedApi.End());

        await api.PostAsync("api/chat", """
            {"messages":[{"role":"user","content":"a"},
            {"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{}}},{"function":{"name":"g","arguments":{}}},{"function":{"name":"f","arguments":{}}}]},
            {"role":"tool","tool_name":"g","content":"of g"},{"role":"tool","content":"of the first f"},{"role":"tool","tool_name":"f","content":"of the second f"}]}
            """);

        IReadOnlyList<ChatMessage> messages = api.Client.Requests[^1];
        string[] ids = [.. messages[1].Contents.OfType<FunctionCallContent>().Select(call => call.CallId)];
        Assert.Equal([ids[1], ids[0], ids[2]], messages.Skip(2).Select(message => Assert.IsType<FunctionResultContent>(message.Contents[0]).CallId));
    }

    [Fact]
    public async Task Chat_Options_ReachTheModel()
    {
        api.Answer(ScriptedApi.End());

        (int status, string body) = await api.PostAsync("api/chat", $$"""
            { {{Hi}}, "keep_alive":0, "think":true, "format":"json", "options":{"temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.1,"repeat_penalty":1.1,"presence_penalty":0.2,"frequency_penalty":0.3,
            "seed":-1,"stop":"END","num_predict":-1,"num_ctx":4096,"num_gpu":1,"mirostat":0} }
            """);

        Assert.True(status == 200, body);
        Assert.Equal(
            (0.5, 0.9, 40, 0.1, 1.1),
            (api.Options.Sampling.Temperature, api.Options.Sampling.TopP, api.Options.Sampling.TopK, api.Options.Sampling.MinP, api.Options.Sampling.RepetitionPenalty));
        Assert.Equal(
            (0.2, 0.3, ulong.MaxValue, int.MaxValue),
            (api.Options.Sampling.PresencePenalty, api.Options.Sampling.FrequencyPenalty, api.Options.Sampling.Seed, api.Options.Sampling.MaxTokens));
        Assert.Equal(["END"], api.Options.Sampling.Stop);
        Assert.Null(Assert.IsType<ChatResponseFormatJson>(api.Options.ResponseFormat).Schema);
    }

    [Theory]
    [InlineData("api/chat", """{"messages":[]}""", 400, "messages is empty; it must have at least one message.")]
    [InlineData("api/chat", """{"messages":[{"role":"user","content":"a","images":["aGk="]}]}""", 400, "messages[0].images is not supported: the model reads no images.")]
    [InlineData("api/chat", """{"messages":[{"role":"robot","content":"a"}]}""", 400, "messages[0].role is robot; it must be system, user, assistant or tool.")]
    [InlineData("api/chat", """{"messages":[{"role":"tool","content":"a"}]}""", 400, "messages[0] is the result of a tool, and no earlier message of the assistant has a call without one.")]
    [InlineData("api/chat", """{"messages":[{"role":"user","content":"a"}],"options":{"repeat_penalty":0}}""", 400, "options.repeat_penalty is 0; it must be above 0, up to 10.")]
    [InlineData("api/chat", """{"messages":[{"role":"user","content":"a"}],"options":{"num_predict":-3}}""", 400, "options.num_predict is -3; it must be -2 or more.")]
    [InlineData("api/chat", """{"messages":[{"role":"user","content":"a"}],"format":"xml"}""", 400, "format is xml; it must be json or a JSON Schema.")]
    [InlineData("api/chat", """{"model":"llama9","messages":[{"role":"user","content":"a"}]}""", 404, "The model llama9 is not loaded here; there is Qwen2.5-7B-Instruct, alias. Api:ModelNames can give it that name too.")]
    [InlineData("api/chat", "{", 400, "The body is not JSON")]
    [InlineData("api/generate", """{"prompt":"a","suffix":"b"}""", 400, "suffix is not supported: ")]
    [InlineData("api/generate", """{"prompt":"a","template":"b"}""", 400, "template is not supported: ")]
    [InlineData("api/generate", """{"prompt":"a","images":["aGk="]}""", 400, "images is not supported: ")]
    [InlineData("api/pull", """{"model":"llama9"}""", 400, "/api/pull is not supported: the server has one model, which is chosen in the app.")]
    [InlineData("api/create", """{"model":"llama9"}""", 400, "/api/create is not supported: ")]
    [InlineData("api/push", """{"model":"llama9"}""", 400, "/api/push is not supported: ")]
    [InlineData("api/copy", """{"source":"a","destination":"b"}""", 400, "/api/copy is not supported: ")]
    [InlineData("api/embed", """{"model":"alias","input":"a"}""", 400, "/api/embed is not supported: the loaded model computes no embeddings.")]
    [InlineData("api/embeddings", """{"model":"alias","prompt":"a"}""", 400, "/api/embeddings is not supported: ")]
    [InlineData("api/no/such", "{}", 404, "/api/no/such is not a path of this API")]
    [InlineData("api/tags", "{}", 405, "/api/tags is not answered for POST; use GET.")]
    public async Task Post_Invalid_SaysWhy(string path, string request, int status, string message)
    {
        (int found, string body) = await api.PostAsync(path, request);

        KeyValuePair<string, JsonNode?> error = Assert.Single(JsonNode.Parse(body)!.AsObject());
        Assert.Equal((status, "error"), (found, error.Key));
        Assert.StartsWith(message, (string?)error.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_Model_IsRefused()
    {
        using HttpResponseMessage response = await api.Http.DeleteAsync(new Uri("api/delete", UriKind.Relative), Cancellation);

        Assert.Contains("/api/delete is not supported", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_NoPrompt_OnlyLoadsTheModel()
    {
        (int status, string body) = await api.PostAsync("api/generate", """{"model":"alias","context":[1,2],"keep_alive":-1}""");

        Assert.Equal((200, """{"model":"alias","response":"","done":true,"done_reason":"load"}"""), (status, WithoutTime(body)));
    }

    [Theory]
    [InlineData("GET", null, "text/plain")]
    [InlineData("GET", "*/*", "text/plain")]
    [InlineData("GET", "application/json", "text/plain")]
    [InlineData("HEAD", null, "text/plain")]
    [InlineData("GET", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html")]
    [InlineData("HEAD", "text/html", "text/html")]
    public async Task Root_ByAccept_GreetsProgramsAndShowsBrowsersThePage(string method, string? accept, string type)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), "");
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        using HttpResponseMessage response = await api.Http.SendAsync(request, Cancellation);

        string body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal((200, type), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains("Accept", response.Headers.Vary);
        Assert.Equal(type == "text/plain" && method == "GET", body == "Ollama is running");
    }

    private static string WithoutTime(string line)
    {
        JsonObject parsed = JsonNode.Parse(line)!.AsObject();
        Assert.True(parsed.Remove("created_at"));
        return parsed.ToJsonString();
    }
}
