using System.Net;
using System.Text;
using System.Text.Json;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Mcp;

/// <summary>Bodies that a seeded generator makes from valid ones: each is answered, and none by an error of the server.</summary>
[Slow]
public sealed class McpFuzzTests
{
    private const int Count = 1_500;

    private static readonly string[] Values =
        ["null", "true", "-1", "0", "1e400", "99999999999999999999", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"😀\"", "[]", "[[]]", "{}", "{\"a\":{\"b\":[1]}}", "\"11111111-2222-3333-4444-555555555555\"", "[null]", "[\"x\",5]"];

    [Fact]
    public async Task Post_GeneratedBodies_AreNeverAnErrorOfTheServer()
    {
        await using McpApp app = new("unused");
        Document document = await app.UploadAsync("pump.txt", "The pump is made of steel.");
        string[] seeds =
        [
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"x"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_documents","arguments":{"query":"pump","limit":3},"_meta":{"progressToken":7}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_page","arguments":{"documentId":"ID","page":1,"start":2,"maxCharacters":9}}}""".Replace("ID", document.Id.ToString(), StringComparison.Ordinal),
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask_document","arguments":{"question":"Why?","documentIds":["ID"],"maxTokens":5}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"summarize_document","arguments":{"documentId":"ID","style":"bullets","words":50,"language":"English","focus":"x","renew":false,"start":0}}}""",
        ];
        using HttpClient http = new() { BaseAddress = app.Address, Timeout = WaitLimit.Value };
        Random random = new(20);
        for (int index = 0; index < Count; index++)
        {
            string body = Mutate(seeds[random.Next(seeds.Length)], random);
            (HttpStatusCode status, string answer) = await PostAsync(http, body);

            Assert.True((int)status < 500, $"{index}: {body} -> {status} {answer}");
            Assert.False(answer.Contains("   at ", StringComparison.Ordinal), $"{index}: {body} -> {answer}");
        }

        (HttpStatusCode after, string tools) = await PostAsync(http, """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        Assert.Equal(HttpStatusCode.OK, after);
        Assert.Contains("search_documents", tools, StringComparison.Ordinal);
    }

    // Replaces a value, removes a character, or cuts the end.
    private static string Mutate(string body, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                return body[..random.Next(body.Length)];
            case 1:
                return body.Remove(random.Next(body.Length), 1);
            default:
                JsonElement root = JsonElement.Parse(body);
                StringBuilder text = new();
                int values = Write(root, text, -1, 0, random);
                text.Clear();
                Write(root, text, random.Next(values), 0, random);
                return text.ToString();
        }
    }

    // Writes the element with the value of one number replaced, and returns the number of the next value.
    private static int Write(JsonElement element, StringBuilder text, int replaced, int number, Random random)
    {
        if (number == replaced)
        {
            text.Append(Values[random.Next(Values.Length)]);
            return number + 1;
        }

        int next = number + 1;
        if (element.ValueKind != JsonValueKind.Object)
        {
            text.Append(element.GetRawText());
            return next;
        }

        text.Append('{');
        foreach ((int place, JsonProperty property) in element.EnumerateObject().Index())
        {
            text.Append(place > 0 ? "," : "").Append(JsonSerializer.Serialize(property.Name)).Append(':');
            next = Write(property.Value, text, replaced, next, random);
        }

        text.Append('}');
        return next;
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(HttpClient http, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "mcp") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
