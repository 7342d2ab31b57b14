using System.ClientModel;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Api.OpenAi;

#pragma warning disable OPENAI001 // The client of Responses is called experimental there.

/// <summary>Responses: by Microsoft.Extensions.AI over OpenAI's client against the running app, and the events that clients rely on.</summary>
[Slow]
public sealed class ResponsesTests(ApiApp app) : IClassFixture<ApiApp>
{
    private const string Path = "v1/responses";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_WholeAndStreamed_SayTheSame()
    {
        using IChatClient client = new OpenAIClient(new ApiKeyCredential("unused"), new OpenAIClientOptions { Endpoint = new Uri(app.Address, "v1") }).GetResponsesClient().AsIChatClient(ApiApp.Alias);
        ChatOptions options = new() { Temperature = 0, MaxOutputTokens = 300, Instructions = "Be brief." };

        ChatResponse whole = await client.GetResponseAsync("What is the capital of Australia?", options, Cancellation);
        ChatResponse streamed = await client.GetStreamingResponseAsync("What is the capital of Australia?", options, Cancellation).ToChatResponseAsync(Cancellation);

        Assert.Contains("demo model", whole.Text, StringComparison.Ordinal);
        Assert.Equal(whole.Text, streamed.Text);
        // Of a whole response this client tells no reason.
        Assert.Equal(ChatFinishReason.Stop, streamed.FinishReason);
        Assert.Equal(whole.Usage!.TotalTokenCount, streamed.Usage!.TotalTokenCount);
    }

    [Fact]
    public async Task Client_Tools_AreCalledAndAnswered()
    {
        using IChatClient inner = new OpenAIClient(new ApiKeyCredential("unused"), new OpenAIClientOptions { Endpoint = new Uri(app.Address, "v1") }).GetResponsesClient().AsIChatClient(ApiApp.Alias);
        using IChatClient client = inner.AsBuilder().UseFunctionInvocation().Build();
        int calls = 0;
        AIFunction now = AIFunctionFactory.Create(() => { calls++; return "noon"; }, new AIFunctionFactoryOptions
        {
            Name = "now",
            JsonSchemaCreateOptions = new AIJsonSchemaCreateOptions { TransformOptions = new AIJsonSchemaTransformOptions { DisallowAdditionalProperties = true } },
        });

        ChatResponse answer = await client.GetStreamingResponseAsync("What time is it?", new ChatOptions { Tools = [now], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = false, MaxOutputTokens = 1_500, Seed = 1 }, Cancellation).ToChatResponseAsync(Cancellation);

        Assert.True(calls > 0);
        Assert.Contains(answer.Messages, message => message.Role == ChatRole.Tool);
    }

    [Fact]
    public async Task Stream_TextAndCall_HasTheEventsInOrder()
    {
        using ScriptedWebApp scripted = new(new ScriptedChatClient(_ => Script()));
        using HttpClient http = scripted.CreateClient();

        using HttpResponseMessage response = await ApiApp.PostAsync(http, Path, """{"input":"hi","stream":true,"tools":[{"type":"web_search"},{"type":"function","name":"f"}],"metadata":{"a":"b"}}""");

        (string Name, JsonElement Data)[] events = [.. EventsOf(await response.Content.ReadAsStringAsync(Cancellation))];
        Assert.Equal(
            [
                "response.created", "response.in_progress",
                "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done", "response.output_item.done",
                "response.completed",
            ],
            events.Select(item => item.Name));
        Assert.All(events, item => Assert.Equal(item.Name, item.Data.GetProperty("type").GetString()));
        Assert.Equal(Enumerable.Range(0, events.Length), events.Select(item => item.Data.GetProperty("sequence_number").GetInt32()));
        JsonElement ended = events[^1].Data.GetProperty("response");
        Assert.Equal("Hello", ended.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(("f", """{"a":1}"""), (ended.GetProperty("output")[1].GetProperty("name").GetString(), ended.GetProperty("output")[1].GetProperty("arguments").GetString()));
        Assert.Equal(events.Last(item => item.Name == "response.output_item.done").Data.GetProperty("item").GetProperty("id").GetString(), ended.GetProperty("output")[1].GetProperty("id").GetString());
        Assert.Equal("b", ended.GetProperty("metadata").GetProperty("a").GetString());
        Assert.Equal(7, ended.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.Equal(2, ended.GetProperty("tools").GetArrayLength());
    }

    [Fact]
    public async Task Stream_FailsMidway_EndsWithAnErrorEvent()
    {
        using ScriptedWebApp scripted = new(ScriptedChatClient.Throwing(new InvalidOperationException("secret"), "Half"));
        using HttpClient http = scripted.CreateClient();

        using HttpResponseMessage response = await ApiApp.PostAsync(http, Path, """{"input":"hi","stream":true}""");

        (string Name, JsonElement Data) last = EventsOf(await response.Content.ReadAsStringAsync(Cancellation)).Last();
        Assert.Equal("error", last.Name);
        Assert.Contains("The server failed", last.Data.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"input":"hi","previous_response_id":"resp_1"}""", "previous_response_id is not supported: nothing is stored")]
    [InlineData("""{"input":"hi","conversation":"c"}""", "conversation is not supported")]
    [InlineData("""{"input":"hi","background":true}""", "background is not supported")]
    [InlineData("""{"input":[]}""", "input has no message; it must have at least one.")]
    [InlineData("""{}""", "input is missing; it must be a string or an array of items.")]
    [InlineData("""{"input":[{"type":"item_reference","id":"a"}]}""", "input[0] is not supported: nothing is stored")]
    [InlineData("""{"input":[{"type":"computer_call"}]}""", "items of type computer_call belong to tools that this server does not have")]
    [InlineData("""{"input":[{"type":"function_call_output","call_id":"a","output":"b"}]}""", "input[0].call_id is a, and no earlier message")]
    [InlineData("""{"input":"hi","tool_choice":{"type":"web_search"}}""", "tools of type web_search run at OpenAI")]
    [InlineData("""{"input":"hi","max_output_tokens":0}""", "max_output_tokens is 0; it must be 1 or more.")]
    public async Task Post_WhatIsNotServed_IsRefusedByName(string body, string message)
    {
        using HttpResponseMessage response = await app.PostAsync(Path, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_HistoryOfAnAgent_IsRead()
    {
        // The shape of Codex: the whole history, tools of other types, reasoning that is not read.
        const string Body = """
            {
              "instructions": "You are an agent.", "stream": false, "store": false, "max_output_tokens": 5, "include": ["reasoning.encrypted_content"], "prompt_cache_key": "x",
              "reasoning": {"effort": "low"}, "parallel_tool_calls": false, "tool_choice": "auto", "text": {"verbosity": "low"},
              "tools": [{"type": "local_shell"}, {"type": "custom", "name": "apply_patch", "format": {"type": "grammar"}}, {"type": "function", "name": "shell", "strict": false, "parameters": {"type": "object", "properties": {"command": {"type": "array", "items": {"type": "string"}}}}}],
              "input": [
                {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Rules."}]},
                {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "List the files."}]},
                {"type": "reasoning", "summary": [], "encrypted_content": "zzz"},
                {"type": "function_call", "name": "shell", "arguments": "{\"command\":[\"ls\"]}", "call_id": "c1"},
                {"type": "function_call_output", "call_id": "c1", "output": "a.txt"}
              ]
            }
            """;

        using HttpResponseMessage response = await app.PostAsync(Path, Body);

        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("incomplete", answer.RootElement.GetProperty("status").GetString());
        Assert.Equal("max_output_tokens", answer.RootElement.GetProperty("incomplete_details").GetProperty("reason").GetString());
        Assert.False(answer.RootElement.GetProperty("store").GetBoolean());
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Script()
    {
        await Task.CompletedTask;
        yield return ScriptedChatClient.Progress(0, 1, 2);
        yield return ScriptedChatClient.Token("Hel");
        yield return ScriptedChatClient.Token("lo");
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c1", "f", new Dictionary<string, object?> { ["a"] = 1 })]);
        yield return ScriptedChatClient.End(ChatFinishReason.ToolCalls, 7);
    }

    private static IEnumerable<(string Name, JsonElement Data)> EventsOf(string stream) => stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(frame => frame.Split('\n'))
        .Select(lines => (lines[0]["event: ".Length..], JsonElement.Parse(lines[1]["data: ".Length..])));
}
