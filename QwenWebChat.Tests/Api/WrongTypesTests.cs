using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace QwenWebChat.Tests.Api;

/// <summary>Requests in which one value is of another type, or missing, or too much: an answer or an error of the client, and never one of the server.</summary>
[Slow]
public sealed class WrongTypesTests(ApiApp api) : IClassFixture<ApiApp>
{
    private const string Schema = """{"type":"object","properties":{"q":{"type":"string","maxLength":3}},"required":["q"]}""";

    private static readonly string[] Wrong =
    [
        "null", "true", "-1", "1.5", "1e300", "12345678901234567890123", "\"\"", "\"\\ud800\"", "\"a\\u0000b\"", "[]", "[null]", "{}",
        """{"\udc00":{"type":"\ud800"}}""", $$"""{"type":{{string.Concat(Enumerable.Repeat("{\"a\":[", 60))}}1{{string.Concat(Enumerable.Repeat("]}", 60))}}}""",
    ];

    [Theory]
    [InlineData("v1/messages", """
        {"model":"alias","max_tokens":1,"stream":false,"system":[{"type":"text","text":"a"}],"temperature":0.5,"top_p":0.9,"top_k":5,"seed":1,"stop_sequences":["x"],
        "tools":[{"name":"f","description":"d","input_schema":SCHEMA},{"type":"bash_20250124","name":"bash"}],"tool_choice":{"type":"auto","disable_parallel_tool_use":true},
        "output_config":{"format":{"type":"json_schema","schema":SCHEMA}},"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"document","source":{"type":"text","data":"d"}}]},
        {"role":"assistant","content":[{"type":"thinking","thinking":"h"},{"type":"text","text":"a"},{"type":"tool_use","id":"t","name":"f","input":{"q":{"r":[1]}}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":true,"content":[{"type":"text","text":"r"}]}]}]}
        """)]
    [InlineData("api/chat", """
        {"model":"alias","stream":false,"format":SCHEMA,"keep_alive":0,"think":false,"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":SCHEMA}}],
        "options":{"temperature":0.5,"top_p":0.9,"top_k":5,"min_p":0.1,"repeat_penalty":1.1,"presence_penalty":0.1,"frequency_penalty":0.1,"seed":1,"stop":["x"],"num_predict":1,"num_ctx":2048},
        "messages":[{"role":"system","content":"s"},{"role":"user","content":"hi","images":[]},{"role":"assistant","content":"a","tool_calls":[{"function":{"name":"f","arguments":{"q":{"r":[1]}}}}]},
        {"role":"tool","tool_name":"f","content":"r"}]}
        """)]
    [InlineData("api/generate", """{"model":"alias","stream":false,"prompt":"hi","system":"s","raw":false,"suffix":"","template":"","images":[],"context":[1],"format":"json","options":{"num_predict":1}}""")]
    [InlineData("api/show", """{"model":"alias","verbose":true}""")]
    public async Task Post_OneWrongValue_IsNeverAnErrorOfTheServer(string path, string body)
    {
        string valid = body.Replace("alias", api.Model, StringComparison.Ordinal).Replace("SCHEMA", Schema, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(path, valid)).Status);
        int count = PathsOf(JsonNode.Parse(valid)!).Count();

        for (int index = 0; index < count; index++)
        {
            foreach (string wrong in Wrong)
            {
                JsonNode request = JsonNode.Parse(valid)!;
                JsonNode replaced = PathsOf(request).ElementAt(index);
                string place = replaced.GetPath();
                replaced.ReplaceWith(JsonNode.Parse("\"@\""));

                // As text: the library writes no text that is not valid.
                (HttpStatusCode status, string answer) = await PostAsync(path, request.ToJsonString().Replace("\"@\"", wrong, StringComparison.Ordinal));

                Assert.True((int)status < 500, $"{place} = {wrong}: {answer}");
                Assert.True(status == HttpStatusCode.OK || JsonNode.Parse(answer) is JsonObject, answer);
            }
        }
    }

    private static IEnumerable<JsonNode> PathsOf(JsonNode node) => (node switch
    {
        JsonObject members => members.Select(member => member.Value!),
        JsonArray items => items.Select(item => item!),
        _ => [],
    }).SelectMany(child => PathsOf(child).Prepend(child));

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await api.Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
