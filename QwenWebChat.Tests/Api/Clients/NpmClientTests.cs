using System.Text.Json;

namespace QwenWebChat.Tests.Api.Clients;

/// <summary>The clients of npm against the running app: each reads the same answer, calls the tool, obeys the schema, and raises the error.</summary>
[Slow]
public sealed class NpmClientTests(NpmClients clients) : IClassFixture<NpmClients>
{
    private const int MaxTokens = 40;

    [Theory]
    [InlineData("openai create", "length")]
    [InlineData("openai create, streamed", "length")]
    [InlineData("openai helper", "length")]
    [InlineData("openai two answers", null)]
    [InlineData("openai responses", null)]
    [InlineData("openai responses helper", null)]
    [InlineData("ai compatible", "length")]
    [InlineData("ai openai chat", "length")]
    [InlineData("ai openai responses", "length")]
    [InlineData("langchain invoke", "length")]
    [InlineData("langchain stream", null)]
    [InlineData("anthropic create", "max_tokens")]
    [InlineData("anthropic stream", "max_tokens")]
    [InlineData("ai anthropic", "length")]
    [InlineData("ollama chat", "length")]
    [InlineData("ollama chat, streamed", "length")]
    public void Ask_AnyClient_ReadsTheSameText(string scenario, string? reason)
    {
        JsonElement result = clients[scenario];

        Assert.Contains("demo model", TextOf(result), StringComparison.Ordinal);
        Assert.Equal(TextOf(clients["openai create"]), TextOf(result));
        Assert.Equal(reason, Optional(result, "reason"));
        Assert.True(!result.TryGetProperty("tokens", out JsonElement tokens) || tokens.GetInt32() == MaxTokens, result.GetRawText());
    }

    [Theory]
    [InlineData("openai tools")]
    [InlineData("openai responses tools")]
    [InlineData("ai compatible tools")]
    [InlineData("ai openai responses tools")]
    [InlineData("ai anthropic tools")]
    [InlineData("langchain tools")]
    [InlineData("anthropic tools")]
    public void Tools_AnyClient_CallsAndGoesOn(string scenario)
    {
        JsonElement result = clients[scenario];

        Assert.True(result.TryGetProperty("called", out JsonElement called), result.GetRawText());
        Assert.Equal("""{"city":"Canberra"}""", called.GetRawText());
        Assert.True(!result.TryGetProperty("answered", out JsonElement answered) || answered.GetBoolean(), result.GetRawText());
    }

    [Theory]
    [InlineData("openai parse")]
    [InlineData("openai responses parse")]
    [InlineData("ai compatible object")]
    [InlineData("langchain object")]
    [InlineData("ollama object")]
    public void Schema_AnyClient_GetsAValidObject(string scenario)
    {
        JsonElement result = clients[scenario];

        Assert.True(result.TryGetProperty("valid", out JsonElement valid) && valid.GetBoolean(), result.GetRawText());
    }

    [Theory]
    [InlineData("openai unknown model", "NotFoundError", 404, "The model nope is not loaded here")]
    [InlineData("openai wrong field", "BadRequestError", 400, "temperature is a string; it must be a number.")]
    [InlineData("openai unknown file", "NotFoundError", 404, "There is no file file-nope.")]
    [InlineData("openai unreadable file", "BadRequestError", 400, "a.gif has an unsupported file type.")]
    [InlineData("ai unknown model", "APICallError", 404, "The model nope is not loaded here")]
    [InlineData("anthropic unknown model", "NotFoundError", 404, "The model nope is not loaded here")]
    [InlineData("ollama unknown model", "ResponseError", 404, "The model nope is not loaded here")]
    public void Error_AnyClient_RaisesItsOwn(string scenario, string name, int status, string message)
    {
        JsonElement result = clients[scenario];

        Assert.Equal((name, status), (Optional(result, "name"), result.GetProperty("status").GetInt32()));
        Assert.Contains(message, Optional(result, "message"), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_GoThereAndBack_AndAreReadInMessages()
    {
        JsonElement files = clients["openai files"];

        Assert.True(files.TryGetProperty("status", out JsonElement status), files.GetRawText());
        Assert.Equal(("coins.txt", "processed"), (Optional(files, "name"), status.GetString()));
        Assert.All((string[])["content", "newestFirst", "paged", "same", "deleted"], name => Assert.True(files.GetProperty(name).GetBoolean(), $"{name}: {files.GetRawText()}"));
        int counted = files.GetProperty("counted").GetInt32();
        Assert.Equal([counted, counted], [files.GetProperty("response").GetInt32(), clients["anthropic document"].GetProperty("counted").GetInt32()]);
    }

    [Fact]
    public void Others_AreAsExpected()
    {
        Assert.Equal($"{clients.Model} {ApiApp.Alias}", Optional(clients["openai models"], "ids"));
        Assert.Equal(ApiApp.Alias, Optional(clients["openai models"], "one"));
        Assert.True(clients["openai create"].GetProperty("hasId").GetBoolean());
        Assert.True(clients["openai two answers"].GetProperty("same").GetBoolean());
        Assert.True(clients["openai abort"].GetProperty("aborted").GetBoolean());
        Assert.True(clients["anthropic count"].GetProperty("same").GetBoolean());
        Assert.Contains(clients.Model, Optional(clients["ollama list"], "ids"), StringComparison.Ordinal);
    }

    private static string TextOf(JsonElement result) => Optional(result, "text") ?? result.GetRawText();

    private static string? Optional(JsonElement result, string name) => result.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
