using System.Net;
using System.Text.Json;

namespace QwenWebChat.Tests.Api.OpenAi;

/// <summary>Log-probabilities, token fields, Completions and tokens over HTTP, against the running app with the demo model.</summary>
[Slow]
public sealed class LogprobApiTests(ApiApp app) : IClassFixture<ApiApp>
{
    private const string Question = """{"role":"user","content":"What is the capital of Australia?"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v1/chat/completions", """  "messages":[{"role":"user","content":"What is the capital of Australia?"}]""")]
    [InlineData("v1/responses", """  "input":"What is the capital of Australia?","include":["message.output_text.logprobs"]""")]
    public async Task Logprobs_WholeAndStreamed_CoverTheText(string path, string input)
    {
        bool isChat = path.Contains("chat", StringComparison.Ordinal);
        string body = $$"""{{{input}},"temperature":0,"top_logprobs":3,{{(isChat ? "\"logprobs\":true,\"max_tokens\":12" : "\"max_output_tokens\":12")}}""";
        JsonElement whole = await SendAsync(path, body + "}");
        (string text, JsonElement[] entries) = isChat
            ? (whole.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!, Items(whole.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("content")))
            : (whole.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString()!, Items(whole.GetProperty("output")[0].GetProperty("content")[0].GetProperty("logprobs")));

        JsonElement[] streamed = [.. (await StreamAsync(path, body + ",\"stream\":true}"))
            .Select(data => isChat ? data.GetProperty("choices")[0].GetProperty("logprobs") : data.GetProperty("type").GetString() == "response.output_text.delta" ? data : default)
            .Where(data => data.ValueKind == JsonValueKind.Object)
            .SelectMany(data => Items(data.GetProperty(isChat ? "content" : "logprobs")))];

        Assert.Equal(text, string.Concat(entries.Select(entry => entry.GetProperty("token").GetString())));
        Assert.Equal(entries.Select(entry => entry.GetRawText()), streamed.Select(entry => entry.GetRawText()));
        Assert.All(entries, entry =>
        {
            JsonElement[] top = Items(entry.GetProperty("top_logprobs"));
            Assert.Equal(3, top.Length);
            // Greedy: the token is the most likely one.
            Assert.Equal(entry.GetProperty("token").GetString(), top[0].GetProperty("token").GetString());
            Assert.InRange(entry.GetProperty("logprob").GetDouble(), -20, 0);
            Assert.Equal(entry.GetProperty("token").GetString(), System.Text.Encoding.UTF8.GetString([.. Items(entry.GetProperty("bytes")).Select(value => value.GetByte())]));
        });
    }

    [Fact]
    public async Task Chat_LogitBias_BansATokenEntirely()
    {
        int[] ids = [.. Items((await SendAsync("tokenize", """{"prompt":"I am"}""")).GetProperty("tokens")).Select(id => id.GetInt32())];
        string Body(string bias) => $$"""{"messages":[{{Question}}],"temperature":0,"max_tokens":4{{bias}}}""";

        string free = TextOf(await SendAsync("v1/chat/completions", Body("")));
        string biased = TextOf(await SendAsync("v1/chat/completions", Body($$""" ,"logit_bias":{"{{ids[0]}}":-100}""")));

        Assert.StartsWith("I", free, StringComparison.Ordinal);
        Assert.False(biased.StartsWith('I'));
    }

    [Fact]
    public async Task Chat_StopTokenId_EndsTheAnswerAndIsNamed()
    {
        int[] ids = [.. Items((await SendAsync("tokenize", """{"prompt":" tiny"}""")).GetProperty("tokens")).Select(id => id.GetInt32())];

        JsonElement choice = (await SendAsync("v1/chat/completions", $$"""{"messages":[{{Question}}],"temperature":0,"max_tokens":30,"stop_token_ids":[{{ids[0]}}]}""")).GetProperty("choices")[0];

        Assert.Equal(("stop", ids[0]), (choice.GetProperty("finish_reason").GetString(), choice.GetProperty("stop_reason").GetInt32()));
        Assert.DoesNotContain("tiny", choice.GetProperty("message").GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_MinTokens_GoesOnPastTheEnd()
    {
        JsonElement answer = await SendAsync("v1/chat/completions", $$"""{"messages":[{{Question}}],"temperature":0,"max_tokens":120,"min_tokens":110}""");

        Assert.InRange(answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), 110, 120);
    }

    [Fact]
    public async Task Completions_SeveralPromptsAndAnswers_AreNumbered()
    {
        JsonElement answer = await SendAsync("v1/completions", """{"prompt":["I am only","For a real"],"n":2,"temperature":0,"max_tokens":5,"logprobs":2,"prompt_logprobs":1}""");

        JsonElement[] choices = Items(answer.GetProperty("choices"));
        Assert.Equal([0, 1, 2, 3], choices.Select(choice => choice.GetProperty("index").GetInt32()));
        Assert.Equal(choices[0].GetProperty("text").GetString(), choices[1].GetProperty("text").GetString());
        Assert.NotEqual(choices[0].GetProperty("text").GetString(), choices[2].GetProperty("text").GetString());
        JsonElement logprobs = choices[0].GetProperty("logprobs");
        Assert.Equal(choices[0].GetProperty("text").GetString(), string.Concat(Items(logprobs.GetProperty("tokens")).Select(token => token.GetString())));
        Assert.Equal(0, logprobs.GetProperty("text_offset")[0].GetInt32());
        JsonElement[] prompt = Items(choices[0].GetProperty("prompt_logprobs"));
        Assert.Equal(JsonValueKind.Null, prompt[0].ValueKind);
        Assert.All(prompt[1..], entry => Assert.NotEmpty(entry.EnumerateObject()));
        Assert.False(choices[1].TryGetProperty("prompt_logprobs", out _));
        int promptTokens = Items((await SendAsync("tokenize", """{"prompt":"I am only"}""")).GetProperty("tokens")).Length + Items((await SendAsync("tokenize", """{"prompt":"For a real"}""")).GetProperty("tokens")).Length;
        Assert.Equal((promptTokens, 20), (answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
    }

    [Fact]
    public async Task Completions_StreamedAndByTokenIds_SayTheSame()
    {
        string ids = (await SendAsync("tokenize", """{"prompt":"I am only"}""")).GetProperty("tokens").GetRawText();
        string whole = (await SendAsync("v1/completions", """{"prompt":"I am only","temperature":0,"max_tokens":8}""")).GetProperty("choices")[0].GetProperty("text").GetString()!;

        JsonElement[] chunks = await StreamAsync("v1/completions", $$$"""{"prompt":{{{ids}}},"temperature":0,"max_tokens":8,"stream":true,"stream_options":{"include_usage":true}}""");

        Assert.Equal(whole, string.Concat(chunks[..^1].Select(chunk => chunk.GetProperty("choices")[0].GetProperty("text").GetString())));
        Assert.Equal("length", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(8, chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Theory]
    [InlineData("v1/completions", """{"prompt":[]}""", "prompt has 0 prompts; it must have 1 to 128.")]
    [InlineData("v1/completions", """{"prompt":""}""", "prompt is empty; it must have at least one token.")]
    [InlineData("v1/completions", """{"prompt":[99999999]}""", "The prompt holds token id 99999999")]
    [InlineData("v1/completions", """{"prompt":"a","echo":true}""", "echo is not supported")]
    [InlineData("v1/completions", """{"prompt":"a","suffix":"b"}""", "suffix is not supported")]
    [InlineData("v1/completions", """{"prompt":"a","logprobs":21}""", "logprobs is 21; it must be 0 to 20.")]
    [InlineData("v1/chat/completions", """{"messages":[{"role":"user","content":"a"}],"top_logprobs":2}""", "top_logprobs is 2, and logprobs is not true")]
    [InlineData("v1/chat/completions", """{"messages":[{"role":"user","content":"a"}],"logit_bias":{"x":1}}""", "logit_bias.x must have a token id as its name.")]
    [InlineData("v1/chat/completions", """{"messages":[{"role":"user","content":"a"}],"logit_bias":{"1":101}}""", "logit_bias of token 1 is 101; it must be -100 to 100.")]
    [InlineData("v1/chat/completions", """{"messages":[{"role":"user","content":"a"}],"stop_token_ids":[99999999]}""", "A token id of stop_token_ids is 99999999")]
    [InlineData("v1/chat/completions", """{"messages":[{"role":"user","content":"a"}],"max_tokens":2,"min_tokens":3}""", "min_tokens is 3; it must be 0 to max_tokens, which is 2.")]
    [InlineData("tokenize", """{"prompt":1}""", "prompt is 1; it must be a string.")]
    [InlineData("detokenize", """{}""", "tokens is missing; it must be an array of token ids.")]
    [InlineData("detokenize", """{"tokens":[-1]}""", "tokens[0] is -1; it must be 0 to")]
    public async Task Post_InvalidTokens_AreNamed(string path, string body, string message)
    {
        using HttpResponseMessage response = await app.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_OfATextAndAChat_AreThoseOfThePrompt()
    {
        JsonElement tokens = await SendAsync("tokenize", $$"""{"messages":[{{Question}}],"return_token_strs":true}""");
        JsonElement template = await SendAsync("apply-template", $$"""{"messages":[{{Question}}]}""");
        JsonElement text = await SendAsync("detokenize", $$"""{"tokens":{{tokens.GetProperty("tokens").GetRawText()}}}""");
        JsonElement answer = await SendAsync("v1/chat/completions", $$"""{"messages":[{{Question}}],"max_tokens":1}""");

        Assert.Equal(template.GetProperty("prompt").GetString(), text.GetProperty("prompt").GetString());
        Assert.Equal(text.GetProperty("prompt").GetString(), string.Concat(Items(tokens.GetProperty("token_strs")).Select(token => token.GetString())));
        Assert.EndsWith("<|im_start|>assistant\n", template.GetProperty("prompt").GetString(), StringComparison.Ordinal);
        Assert.Equal(answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), tokens.GetProperty("count").GetInt32());
    }

    private static JsonElement[] Items(JsonElement array) => [.. array.EnumerateArray()];

    private static string TextOf(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private async Task<JsonElement> SendAsync(string path, string body)
    {
        using HttpResponseMessage response = await app.PostAsync(path, body);
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    private async Task<JsonElement[]> StreamAsync(string path, string body)
    {
        using HttpResponseMessage response = await app.PostAsync(path, body);
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        return [.. text.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line["data: ".Length..]))];
    }
}
