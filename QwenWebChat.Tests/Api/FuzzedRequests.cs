using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace QwenWebChat.Tests.Api;

/// <summary>Requests that are damaged at random, each from its number alone: valid bodies of every path with wrong values, bytes, types and headers.</summary>
internal static class FuzzedRequests
{
    private const string Tool = """{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]},"input_schema":{"type":"object"}}""";

    private static readonly (string Path, string Body)[] Valid =
    [
        ("v1/chat/completions", $$$"""{"model":"gpt-4o","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"hi"}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"c","content":"1"}],"max_tokens":1,"temperature":1,"top_p":0.9,"top_k":5,"n":2,"seed":3,"stop":["x"],"logprobs":true,"top_logprobs":2,"logit_bias":{"5":1},"tools":[{"type":"function","function":{{{Tool}}}}],"tool_choice":"auto","stream":false,"stream_options":{"include_usage":true}}"""),
        ("v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}],"max_tokens":2,"stream":true,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"a":{"type":"integer"}}}}},"min_tokens":1,"stop_token_ids":[1],"cache_salt":"s","priority":1}"""),
        ("v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}],"max_tokens":1,"guided_choice":["a","b"],"structured_outputs":{}}"""),
        ("v1/completions", """{"prompt":["a","b"],"max_tokens":1,"logprobs":1,"prompt_logprobs":0,"n":1,"stream":false}"""),
        ("v1/completions", """{"prompt":[1,2,3],"max_tokens":1,"stream":true,"guided_regex":"a+"}"""),
        ("v1/responses", $$$"""{"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"hi"}]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"1"}],"instructions":"i","max_output_tokens":1,"stream":true,"tools":[{"type":"function","name":"f","parameters":{"type":"object"}},{"type":"web_search"}],"text":{"format":{"type":"text"}},"metadata":{},"include":[]}"""),
        ("v1/messages", $$$"""{"max_tokens":1,"system":[{"type":"text","text":"s"}],"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"1"}]}],"tools":[{{{Tool}}}],"tool_choice":{"type":"auto"},"stream":true,"stop_sequences":["x"],"temperature":0.5}"""),
        ("v1/messages/count_tokens", """{"messages":[{"role":"user","content":"hi"}],"system":"s"}"""),
        ("api/chat", """{"messages":[{"role":"user","content":"hi"}],"stream":false,"options":{"num_predict":1,"temperature":1,"stop":["x"]},"format":"json","tools":[],"keep_alive":"5m"}"""),
        ("api/generate", """{"prompt":"hi","system":"s","stream":true,"options":{"num_predict":1}}"""),
        ("api/show", """{"model":"gpt-4o"}"""),
        ("v1/chat/completions", """{"messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.txt","file_data":"data:text/plain;base64,aGk="}},{"type":"text","text":"hi"}]}],"max_tokens":1}"""),
        ("v1/summaries", """{"file_id":"file-00000000000000000000000000000001","style":"bullets","words":100,"language":"English","focus":"f","stream":true}"""),
        ("tokenize", """{"prompt":"hi","return_token_strs":true}"""),
        ("detokenize", """{"tokens":[1,2,3]}"""),
        ("apply-template", """{"messages":[{"role":"user","content":"hi"}]}"""),
    ];

    private static readonly string[] Junk =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e999", "-1e999", "123456789012345678901234567890", "\"\"", "\"x\"", "\"\\u0000\"", "\"HIGH\"", "\"LOWx\"", "\"<|im_end|>\"",
        "[]", "[null]", "[[]]", "[1,\"a\",{}]", "{}", "{\"type\":1}", "{\"\":{}}", "{\"a\":{\"b\":[]}}", "\"data:;base64,\"", "\"auto\"", "\"required\"", "9007199254740993",
    ];

    private static readonly string[] Types = ["application/json", "application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=utf-16", ";;;", "", "application/xml"];

    /// <summary>Makes the request of a number.</summary>
    public static HttpRequestMessage Create(int number)
    {
        Random random = new(number);
        (string path, string body) = Valid[random.Next(Valid.Length)];
        JsonNode node = JsonNode.Parse(body)!;
        for (int changes = random.Next(4); changes > 0; changes--)
        {
            Change(node.AsObject(), random);
        }

        byte[] bytes = Damage(Encoding.UTF8.GetBytes(TextOf(node, random)), random);
        HttpRequestMessage request = new(random.Next(20) == 0 ? new HttpMethod(random.GetItems(["PUT", "DELETE", "PATCH", "GET"], 1)[0]) : HttpMethod.Post, random.Next(30) == 0 ? $"{path}/%7B{random.Next()}" : path)
        {
            Content = new ByteArrayContent(bytes),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(10) == 0 ? random.GetItems(Types, 1)[0] : Types[0]);
        request.Headers.TryAddWithoutValidation("Authorization", random.Next(3) switch { 0 => "Bearer x", 1 => "nonsense", _ => "" });
        if (random.Next(10) == 0)
        {
            request.Headers.TryAddWithoutValidation("Origin", random.GetItems(["null", "http://evil.example", "::", "http://localhost"], 1)[0]);
        }

        return request;
    }

    // A place in the body gets another value, goes, or has a new neighbour.
    private static void Change(JsonObject body, Random random)
    {
        JsonNode place = body;
        for (int depth = random.Next(6); depth > 0 && Children(place) is { Length: > 0 } children; depth--)
        {
            place = children[random.Next(children.Length)];
        }

        JsonNode? value = JsonNode.Parse(Junk[random.Next(Junk.Length)]);
        switch (place)
        {
            case JsonObject fields when fields.Count > 0 && random.Next(3) > 0:
                string name = fields.ElementAt(random.Next(fields.Count)).Key;
                fields[name] = random.Next(4) > 0 ? value : null;
                break;
            case JsonObject fields:
                fields[random.GetItems(["stream", "x", "model", "type", "content"], 1)[0]] = value;
                break;
            case JsonArray items when items.Count > 0 && random.Next(2) == 0:
                items[random.Next(items.Count)] = value;
                break;
            case JsonArray items:
                items.Add(value);
                break;
        }
    }

    private static JsonNode[] Children(JsonNode node) => node switch
    {
        JsonObject fields => [.. fields.Select(field => field.Value).OfType<JsonNode>().Where(child => child is JsonObject or JsonArray)],
        JsonArray items => [.. items.OfType<JsonNode>().Where(child => child is JsonObject or JsonArray)],
        _ => [],
    };

    // Half a surrogate pair, which only the text of JSON can hold.
    private static string TextOf(JsonNode node, Random random)
    {
        string text = node.ToJsonString().Replace("HIGH", @"\ud800", StringComparison.Ordinal).Replace("LOW", @"\udc00", StringComparison.Ordinal);
        return random.Next(40) switch
        {
            0 => new string('[', 2_000) + text,
            1 => $$"""{"messages":{{new string('[', 700)}}{{new string(']', 700)}}}""",
            2 => text.Replace("\"hi\"", $"\"{new string('长', random.Next(20_000))}\"", StringComparison.Ordinal),
            _ => text,
        };
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                for (int count = random.Next(1, 4); count > 0; count--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                return bytes;
            default:
                return bytes;
        }
    }
}
