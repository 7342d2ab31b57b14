using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Api.Anthropic;

/// <summary>The fields of a request to Anthropic's Messages are mapped, or refused by name.</summary>
[Slow]
public sealed class MessageFieldsTests(ScriptedApi api) : IClassFixture<ScriptedApi>
{
    private const string Path = "v1/messages";
    private const string Hi = """[{"role":"user","content":"hi"}]""";

    [Theory]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},{"type":"text","text":"b"}]}]""", "user: a | \n | b")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"user","content":"b"}]""", "user: a", "user: b")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"x"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]""", "user: a", "assistant: b", "user: c")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{"x":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"r"}]},{"type":"text","text":"and?"}]}]""", "user: a", """assistant: f{"x":1}""", "tool: r", "user: and?")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":"no file"}]}]""", "user: a", "assistant: f{}", "tool: Error: no file")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1"}]}]""", "user: a", "assistant: f{}", "tool: ")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"server_tool_use","id":"s1","name":"web_search","input":{}},{"type":"web_search_tool_result","tool_use_id":"s1","content":[]},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]""", "user: a", "assistant: b", "user: c")]
    [InlineData("""[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"words"}},{"type":"document","source":{"type":"content","content":[{"type":"text","text":"more"}]}}]}]""", "user: words | \n | more")]
    public async Task Messages_Shapes_BecomeMessages(string messages, params string[] lines)
    {
        api.Answer(ScriptedApi.End());

        (int status, string body) = await api.PostAsync(Path, Request(messages));

        Assert.True(status == 200, body);
        Assert.Equal(lines, api.Lines);
        Assert.False(api.Options.ContinuesAnswer);
    }

    [Theory]
    [InlineData("\"Be brief.\"", "Be brief.")]
    [InlineData("""[{"type":"text","text":"Be brief."},{"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral"}}]""", "Be brief.\nBe kind.")]
    public async Task System_StringOrBlocks_ComesFirst(string system, string expected)
    {
        api.Answer(ScriptedApi.End());

        await api.PostAsync(Path, Request(Hi, $"\"system\": {system}"));

        Assert.Equal([$"system: {expected}", "user: hi"], api.Lines);
    }

    [Fact]
    public async Task Messages_AnswerComesLast_IsContinued()
    {
        api.Answer(ScriptedApi.End());

        await api.PostAsync(Path, Request("""[{"role":"user","content":"a"},{"role":"assistant","content":"The answer is"}]"""));

        Assert.True(api.Options.ContinuesAnswer);
        Assert.Equal(["user: a", "assistant: The answer is"], api.Lines);
    }

    [Fact]
    public async Task Fields_OfClaudeCode_AreTakenOrIgnored()
    {
        api.Answer(ScriptedApi.End());

        (int status, string body) = await api.PostAsync(Path, Request(Hi, """
            "metadata":{"user_id":"u"},"thinking":{"type":"adaptive"},"context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"output_config":{"effort":"high"},"service_tier":"auto","temperature":1,"top_p":0.25,"top_k":7,"unknown":[1],
            "tools":[{"name":"Read","description":"Reads.","input_schema":{"type":"object"}},{"type":"custom","name":"Write","input_schema":{"type":"object"}},
            {"type":"web_search_20250305","name":"web_search"},{"type":"bash_20250124","name":"bash"}]
            """));

        Assert.True(status == 200, body);
        Assert.Equal(["Read", "Write"], api.Options.Tools?.Select(tool => tool.Name));
        Assert.Equal(
            (1.0, 0.25, 7, 50),
            (api.Options.Sampling.Temperature, api.Options.Sampling.TopP, api.Options.Sampling.TopK, api.Options.Sampling.MaxTokens));
    }

    [Theory]
    [InlineData("""{"type":"auto"}""", null, null)]
    [InlineData("""{"type":"auto","disable_parallel_tool_use":true}""", null, false)]
    [InlineData("""{"type":"any"}""", "any", null)]
    [InlineData("""{"type":"any","disable_parallel_tool_use":false}""", "any", true)]
    [InlineData("""{"type":"tool","name":"f"}""", "f", null)]
    [InlineData("""{"type":"none"}""", "none", null)]
    public async Task ToolChoice_Types_BecomeModes(string choice, string? mode, bool? allowsSeveral)
    {
        api.Answer(ScriptedApi.End());

        await api.PostAsync(Path, Request(Hi, $$"""  "tools":[{"name":"f"}],"tool_choice":{{choice}}  """));

        Assert.Equal(mode, api.Options.ToolMode switch
        {
            RequiredChatToolMode required => required.RequiredFunctionName ?? "any",
            NoneChatToolMode => "none",
            _ => null,
        });
        Assert.Equal(allowsSeveral, api.Options.AllowMultipleToolCalls);
    }

    [Theory]
    [InlineData("output_config", """{"format":{"type":"json_schema","schema":{"type":"object"}},"effort":"low"}""")]
    [InlineData("output_format", """{"type":"json_schema","schema":{"type":"object"}}""")]
    public async Task OutputFormat_Schema_IsTheFormatOfTheAnswer(string name, string value)
    {
        api.Answer(ScriptedChatClient.Token("{}"), ScriptedApi.End());

        await api.PostAsync(Path, Request(Hi, $"\"{name}\": {value}"));

        Assert.Equal("""{"type":"object"}""", Assert.IsType<ChatResponseFormatJson>(api.Options.ResponseFormat).Schema!.Value.GetRawText());
    }

    [Theory]
    [InlineData("{}", "max_tokens is missing")]
    [InlineData("""{"max_tokens":0,"messages":[{"role":"user","content":"a"}]}""", "max_tokens is 0; it must be 1 or more.")]
    [InlineData("""{"max_tokens":5}""", "messages is missing")]
    [InlineData("""{"max_tokens":5,"messages":[]}""", "messages is empty")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"tool","content":"a"}]}""", "messages[0].role is tool; it must be user or assistant.")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":5}]}""", "messages[0].content is 5; it must be a string or an array of blocks.")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{}}]}]}""", "messages[0].content[0] is not supported: the model reads no images.")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"url","url":"http://x"}}]}]}""", "messages[0].content[0].source.type is not supported")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"???"}}]}]}""", "messages[0].content[0].source.data is not a file")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t9","content":"a"}]}]}""", "messages[0].content[0].tool_use_id is t9, and no earlier message")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]}]}""", "messages[1] calls a tool, and nothing follows")]
    [InlineData("""{"max_tokens":5,"temperature":1.5,"messages":[{"role":"user","content":"a"}]}""", "temperature is 1.5; it must be 0 to 1.")]
    [InlineData("""{"max_tokens":5,"temperature":-1,"messages":[{"role":"user","content":"a"}]}""", "temperature is -1; it must be 0 to")]
    [InlineData("""{"max_tokens":5,"top_k":1.5,"messages":[{"role":"user","content":"a"}]}""", "top_k is 1.5; it must be an integer.")]
    [InlineData("""{"max_tokens":5,"tool_choice":{"type":"any"},"messages":[{"role":"user","content":"a"}]}""", "tool_choice.type is any, and there are no tools.")]
    [InlineData("""{"max_tokens":5,"tool_choice":{"type":"tool","name":"g"},"tools":[{"name":"f"}],"messages":[{"role":"user","content":"a"}]}""", "tool_choice.name is g, which tools does not have.")]
    [InlineData("""{"max_tokens":5,"output_config":{"format":{"type":"xml"}},"messages":[{"role":"user","content":"a"}]}""", "output_config.format.type is xml; it must be json_schema.")]
    public async Task Fields_Invalid_AreNamed(string request, string message)
    {
        (int status, string body) = await api.PostAsync(Path, request);

        JsonNode error = JsonNode.Parse(body)!["error"]!;
        Assert.Equal((400, "invalid_request_error"), (status, (string?)error["type"]));
        Assert.StartsWith(message, (string?)error["message"], StringComparison.Ordinal);
    }

    private static string Request(string messages, string fields = "\"stream\": false") => $$"""{"model": "alias", "max_tokens": 50, "messages": {{messages}}, {{fields}}}""";
}
