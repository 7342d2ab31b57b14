using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Api.Anthropic;

/// <summary>Anthropic's Messages on the wire: what its clients do not show, and requests that they do not send.</summary>
[Slow]
public sealed class MessagesWireTests(ScriptedApi api) : IClassFixture<ScriptedApi>
{
    private const string Path = "v1/messages";

    private static readonly ChatResponseUpdate[] Hello = [ScriptedChatClient.Token("Hello"), ScriptedApi.End()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Streamed_SendsTheEventsInTheirOrder()
    {
        ScriptedRounds rounds = new();
        rounds.Add(ScriptedApi.Progress(0), ScriptedRounds.Text("Hel"), ScriptedRounds.Text("lo"), rounds.Call("add", """{"a":1}"""), rounds.Call("now", "{}"), ScriptedApi.End(ChatFinishReason.ToolCalls));
        api.Answer(rounds);

        (int status, string body) = await api.PostAsync($"{Path}?beta=true", Request("""  "stream": true, "tools": [{"name":"add"},{"name":"now"}]  """));

        Assert.Equal(200, status);
        string id = JsonNode.Parse(body.Split('\n')[1]["data: ".Length..])!["message"]!["id"]!.GetValue<string>();
        Assert.StartsWith("msg_", id, StringComparison.Ordinal);
        string[] expected =
        [
            $$$$"""message_start {"type":"message_start","message":{"id":"{{{{id}}}}","model":"alias","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":20,"cache_read_input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":0}}}""",
            """content_block_start {"type":"content_block_start","index":0,"content_block":{"text":"","type":"text"}}""",
            """content_block_delta {"type":"content_block_delta","index":0,"delta":{"text":"Hel","type":"text_delta"}}""",
            """content_block_delta {"type":"content_block_delta","index":0,"delta":{"text":"lo","type":"text_delta"}}""",
            """content_block_stop {"type":"content_block_stop","index":0}""",
            """content_block_start {"type":"content_block_start","index":1,"content_block":{"id":"call-1","name":"add","input":{},"type":"tool_use"}}""",
            """content_block_delta {"type":"content_block_delta","index":1,"delta":{"partial_json":"{\"a\":1}","type":"input_json_delta"}}""",
            """content_block_stop {"type":"content_block_stop","index":1}""",
            """content_block_start {"type":"content_block_start","index":2,"content_block":{"id":"call-2","name":"now","input":{},"type":"tool_use"}}""",
            """content_block_delta {"type":"content_block_delta","index":2,"delta":{"partial_json":"{}","type":"input_json_delta"}}""",
            """content_block_stop {"type":"content_block_stop","index":2}""",
            """message_delta {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":4,"cache_read_input_tokens":16,"output_tokens":5,"cache_creation_input_tokens":0}}""",
            """message_stop {"type":"message_stop"}""",
        ];
        Assert.Equal(expected, EventsOf(body));
    }

    [Fact]
    public async Task Post_StreamedErrorInTheMiddle_EndsWithAnErrorEvent()
    {
        api.Answer(ScriptedChatClient.Token("Hel"), new ChatResponseUpdate(ChatRole.Assistant, "") { FinishReason = QwenWebChat.Inference.Chat.QwenChatClient.Interrupted });

        (int status, string body) = await api.PostAsync(Path, Request("\"stream\": true"));

        Assert.Equal(200, status);
        Assert.Equal(
            """error {"type":"error","error":{"type":"overloaded_error","message":"The server ended the answer: its model was replaced, or an administrator cancelled the request."}}""",
            EventsOf(body)[^1]);
    }

    [Fact]
    public async Task Post_StreamedWhileThePromptIsRead_SendsPingsWithTheProgress()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Pause(go.Task, [ScriptedApi.Progress(4)], Hello);
        using HttpRequestMessage request = new(HttpMethod.Post, Path) { Content = new StringContent(Request("\"stream\": true"), null, "application/json") };
        using HttpResponseMessage response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Cancellation));

        string? line;
        do
        {
            line = await api.MoveUntilAsync(reader.ReadLineAsync(Cancellation).AsTask());
        }
        while (line is not "event: ping");

        Assert.Equal("""data: {"type":"ping","progress":{"requests_ahead":0,"read_tokens":4,"prompt_tokens":20}}""", await reader.ReadLineAsync(Cancellation));
        go.SetResult();
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Post_Whole_HasTheBlocksInOneBody()
    {
        ScriptedRounds rounds = new();
        rounds.Add(ScriptedRounds.Text("Hello"), rounds.Call("add", """{"a":1}"""), ScriptedApi.End(ChatFinishReason.ToolCalls));
        api.Answer(rounds);

        (int status, string body) = await api.PostAsync(Path, Request("\"tools\": [{\"name\":\"add\"}]"));

        Assert.Equal(200, status);
        JsonNode message = JsonNode.Parse(body)!;
        Assert.Equal("""[{"text":"Hello","type":"text"},{"id":"call-1","name":"add","input":{"a":1},"type":"tool_use"}]""", message["content"]!.ToJsonString());
        Assert.Equal(("message", "assistant", "tool_use", null), ((string?)message["type"], (string?)message["role"], (string?)message["stop_reason"], (string?)message["stop_sequence"]));
        Assert.Equal("""{"input_tokens":4,"cache_read_input_tokens":16,"output_tokens":5,"cache_creation_input_tokens":0}""", message["usage"]!.ToJsonString());
    }

    [Theory]
    [InlineData("stop", null, "end_turn")]
    [InlineData("stop", "END", "stop_sequence")]
    [InlineData("length", null, "max_tokens")]
    [InlineData("tool_calls", null, "tool_use")]
    public async Task Post_Ending_IsNamed(string reason, string? stopString, string expected)
    {
        api.Answer(ScriptedChatClient.Token("a"), ScriptedApi.End(new ChatFinishReason(reason), stopString));

        JsonNode whole = JsonNode.Parse((await api.PostAsync(Path, Request("\"stop_sequences\": [\"END\"]"))).Body)!;
        string streamed = EventsOf((await api.PostAsync(Path, Request("\"stream\": true"))).Body)[^2];

        Assert.Equal((expected, stopString), ((string?)whole["stop_reason"], (string?)whole["stop_sequence"]));
        Assert.Contains($"\"delta\":{{\"stop_reason\":\"{expected}\",\"stop_sequence\":{JsonSerializer.Serialize(stopString)}}}", streamed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Error_IsInAnthropicsBody()
    {
        api.Fail(new EngineUnavailableException("40 requests wait already", TimeSpan.FromSeconds(90)));

        using HttpResponseMessage response = await api.SendAsync(Path, Request("\"stream\": true"));

        string id = Assert.Single(response.Headers.GetValues("request-id"));
        Assert.Equal(
            $$"""{"error":{"type":"rate_limit_error","message":"40 requests wait already"},"request_id":"{{id}}","type":"error"}""",
            await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal((HttpStatusCode.TooManyRequests, "60"), (response.StatusCode, response.Headers.GetValues("Retry-After").Single()));
    }

    [Fact]
    public async Task Post_BodyTooLarge_HasAnthropicsType()
    {
        (int status, string body) = await api.PostAsync(Path, Request($"\"x\": \"{new string('x', 1 << 20)}\""));

        Assert.Equal((413, "request_too_large"), (status, (string?)JsonNode.Parse(body)!["error"]!["type"]));
    }

    [Theory]
    [InlineData("messages", 6, """{"role":"user","content":"a"}""")]
    [InlineData("tools", 6, """{"name":"f"}""")]
    public async Task Post_TooMany_NamesTheLimit(string field, int count, string item)
    {
        string items = string.Join(',', Enumerable.Repeat(item, count));

        (int status, string body) = await api.PostAsync(Path, $$"""{"max_tokens":5,"messages":[{"role":"user","content":"a"}],"{{field}}":[{{items}}]}""");

        Assert.Equal((400, $"{field} has 6 items; at most 5 are allowed."), (status, (string?)JsonNode.Parse(body)!["error"]!["message"]));
    }

    [Theory]
    [InlineData("POST", "v1/messages/batches", 404, "not_found_error")]
    [InlineData("GET", "v1/messages", 405, "invalid_request_error")]
    [InlineData("DELETE", "v1/messages/count_tokens", 405, "invalid_request_error")]
    public async Task Send_WhatIsNotAnswered_HasAnthropicsBody(string method, string path, int status, string type)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await api.Http.SendAsync(request, Cancellation);

        JsonNode body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal((status, "error", type), ((int)response.StatusCode, (string?)body["type"], (string?)body["error"]!["type"]));
    }

    private static string Request(string fields) => $$"""{"model": "alias", "max_tokens": 50, "messages": [{"role": "user", "content": "hi"}], {{fields}}}""";

    // Each event as its name and its data.
    private static string[] EventsOf(string body) =>
        [.. body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(frame => frame["event: ".Length..].Replace("\ndata: ", " ", StringComparison.Ordinal))];
}
