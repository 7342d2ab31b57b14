using System.Text.Json.Nodes;

namespace QwenWebChat.Tests.Api;

/// <summary>Answers of the demo model over each API: the same request has the same answer, and formats are enforced.</summary>
[Slow]
public sealed class AnswersOverAllApisTests(ApiApp api) : IClassFixture<ApiApp>
{
    private const string Messages = """ "messages":[{"role":"user","content":"Tell me a story."}] """;
    private const string Sampling = """ "seed":7,"temperature":1 """;
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string","maxLength":12},"size":{"type":"integer","minimum":0,"maximum":9}},"required":["city","size"],"additionalProperties":false}""";

    [Fact]
    public async Task Anthropic_StopSequence_IsNamed()
    {
        JsonNode answer = await api.AskAsync("v1/messages", """{"max_tokens":40,"temperature":0,"stop_sequences":["zzz","demo"],"messages":[{"role":"user","content":"What is the capital of Australia?"}]}""");

        Assert.Equal(("stop_sequence", "demo"), ((string?)answer["stop_reason"], (string?)answer["stop_sequence"]));
    }

    [Fact]
    public async Task Seed_SameRequest_SameAnswerOverEachApiAloneAndTogether()
    {
        string alone = await OverOpenAiAsync();

        string[] again = [await OverAnthropicAsync(), await OverOllamaAsync()];
        string[] together = await Task.WhenAll(OverOpenAiAsync(), OverAnthropicAsync(), OverOllamaAsync(), OverAnthropicAsync(), OverOllamaAsync());

        Assert.True(alone.Length > 20, alone);
        Assert.All([.. again, .. together], answer => Assert.Equal(alone, answer));
    }

    [Theory]
    [InlineData("""[{"role":"user","content":"Hello!"}]""", "")]
    [InlineData("""[{"role":"user","content":"Hello!"}]""", ""","system":"You count words." """)]
    [InlineData("""[{"role":"user","content":"Hello!"}]""", ""","system":[{"type":"text","text":"a"}],"tools":[{"name":"f","description":"Finds.","input_schema":{"type":"object","properties":{"q":{"type":"string","maxLength":5}}}}] """)]
    [InlineData("""[{"role":"user","content":"Hello!"}]""", ""","tools":[{"name":"f","input_schema":{"type":"object","properties":{}}}],"tool_choice":{"type":"any"} """)]
    [InlineData("""[{"role":"user","content":"Hello!"}]""", ""","tools":[{"name":"f","input_schema":{"type":"object","properties":{}}}],"tool_choice":{"type":"none"} """)]
    [InlineData("""[{"role":"user","content":"Hello!"},{"role":"assistant","content":"Well, I"}]""", "")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"x":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"}]}]""", "")]
    public async Task CountTokens_AnyRequest_IsWhatItsUsageSays(string messages, string fields)
    {
        JsonNode counted = await api.AskAsync("v1/messages/count_tokens", $$"""{"model":"{{api.Model}}","messages":{{messages}}{{fields}}}""");
        JsonNode usage = (await api.AskAsync("v1/messages", $$"""{"max_tokens":1,"messages":{{messages}}{{fields}}}"""))["usage"]!;

        Assert.Equal((int)counted["input_tokens"]!, (int)usage["input_tokens"]! + (int)usage["cache_read_input_tokens"]!);
        Assert.Single(counted.AsObject());
    }

    [Fact]
    public async Task Anthropic_ToolIsRequired_IsCalledWithValidArguments()
    {
        JsonNode message = await api.AskAsync("v1/messages", $$$"""{"max_tokens":900,{{{Messages}}},"tools":[{"name":"look","input_schema":{{{Schema}}}}],"tool_choice":{"type":"tool","name":"look"}}""");

        JsonNode call = Assert.Single(message["content"]!.AsArray())!;
        Assert.Equal(("tool_use", "look", "tool_use"), ((string?)message["stop_reason"], (string?)call["name"], (string?)call["type"]));
        AssertIsCity(call["input"]!);
    }

    [Fact]
    public async Task Anthropic_Schema_IsEnforced()
    {
        JsonNode message = await api.AskAsync("v1/messages", $$$"""{"max_tokens":900,{{{Messages}}},"output_config":{"format":{"type":"json_schema","schema":{{{Schema}}} } } }""");

        AssertIsCity(JsonNode.Parse(TextOf(message))!);
    }

    [Fact]
    public async Task Ollama_Schema_IsEnforced()
    {
        JsonNode answer = await api.AskAsync("api/chat", $$"""{ {{Messages}},"stream":false,"options":{"num_predict":900},"format":{{Schema}}}""");

        AssertIsCity(JsonNode.Parse((string)answer["message"]!["content"]!)!);
    }

    [Fact]
    public async Task Ollama_RawPrompt_IsSentAsItIs()
    {
        const string Options = """ "stream":false,"options":{"seed":7,"temperature":1,"num_predict":40} """;
        string chat = (string)(await api.AskAsync("api/generate", $$"""{"prompt":"Hello!","system":"Be brief.",{{Options}}}"""))["response"]!;
        JsonNode raw = await api.AskAsync("api/generate", $$"""{"prompt":"<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello!<|im_end|>\n<|im_start|>assistant\n","raw":true,{{Options}}}""");

        Assert.Equal(chat, (string)raw["response"]!);
        Assert.True((int)raw["prompt_eval_count"]! > 10);
        Assert.True((long)raw["total_duration"]! >= (long)raw["prompt_eval_duration"]! && (long)raw["prompt_eval_duration"]! > 0);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-2)]
    public async Task Ollama_NoLimit_AnswersToTheEnd(int limit)
    {
        JsonNode answer = await api.AskAsync("api/generate", $$$"""{"prompt":"Hello!","stream":false,"options":{"seed":1,"num_predict":{{{limit}}}}}""");

        Assert.Contains((string)answer["done_reason"]!, new[] { "stop", "length" });
    }

    [Fact]
    public async Task Anthropic_BegunAnswer_IsContinued()
    {
        const string Begun = "Once upon a time";
        JsonNode message = await api.AskAsync("v1/messages", $$"""{"max_tokens":20,"seed":7,"messages":[{"role":"user","content":"Tell me a story."},{"role":"assistant","content":"{{Begun}}"}]}""");
        JsonNode ollama = await api.AskAsync("api/chat", $$"""{"stream":false,"options":{"seed":7,"num_predict":20},"messages":[{"role":"user","content":"Tell me a story."},{"role":"assistant","content":"{{Begun}}"}]}""");

        Assert.DoesNotContain(Begun, TextOf(message), StringComparison.Ordinal);
        Assert.NotEmpty(TextOf(message));
        Assert.Equal(TextOf(message), (string)ollama["message"]!["content"]!);
    }

    private static void AssertIsCity(JsonNode value)
    {
        // 2.00 is an integer too.
        Assert.Contains((double)value["size"]!, Enumerable.Range(0, 10).Select(size => (double)size));
        Assert.InRange(((string)value["city"]!).Length, 0, 12);
    }

    private static string TextOf(JsonNode message) => (string)message["content"]![0]!["text"]!;

    private async Task<string> OverOpenAiAsync() =>
        (string)(await api.AskAsync("v1/chat/completions", $$"""{ {{Messages}},{{Sampling}},"max_tokens":40}"""))["choices"]![0]!["message"]!["content"]!;

    private async Task<string> OverAnthropicAsync() => TextOf(await api.AskAsync("v1/messages", $$"""{ {{Messages}},{{Sampling}},"max_tokens":40}"""));

    private async Task<string> OverOllamaAsync() =>
        (string)(await api.AskAsync("api/chat", $$$"""{ {{{Messages}}},"stream":false,"options":{ {{{Sampling}}},"num_predict":40}}"""))["message"]!["content"]!;
}
