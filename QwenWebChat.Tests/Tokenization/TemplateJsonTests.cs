using System.Text.Json;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

public class TemplateJsonTests
{
    // Expected: Python's json.dumps(json.loads(x), ensure_ascii=False).
    [Theory]
    [InlineData("""{"b":1,"a":[true,null,{}],"c":[]}""", """{"b": 1, "a": [true, null, {}], "c": []}""")]
    [InlineData("""["<&>'/é\u4f60😀"]""", """["<&>'/é你😀"]""")]
    [InlineData("""["\" \\ \/ \n\r\t\b\f \u0001 \u007f"]""", "[\"\\\" \\\\ / \\n\\r\\t\\b\\f \\u0001 \u007f\"]")]
    [InlineData("""{"a":1,"b":2,"a":3}""", """{"a": 3, "b": 2}""")]
    [InlineData("[0,-0,-7,123456789012345678901234567890]", "[0, 0, -7, 123456789012345678901234567890]")]
    [InlineData("[1.0,-0.0,1.50,0.1,100.25,1E2,1e15]", "[1.0, -0.0, 1.5, 0.1, 100.25, 100.0, 1000000000000000.0]")]
    [InlineData("[1e16,1.5e-5,0.0001,1e300,5e-324]", "[1e+16, 1.5e-05, 0.0001, 1e+300, 5e-324]")]
    [InlineData("[0.30000000000000004,123456789.123456789]", "[0.30000000000000004, 123456789.12345679]")]
    public void Write_Json_EqualsPython(string json, string expected)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.Equal(expected, TemplateJson.Write(document.RootElement));
    }

    [Theory]
    [InlineData("""{"a": "\ud83d"}""")]
    [InlineData("""{"\ud83d": 1}""")]
    public void Write_HalfSurrogatePair_IsRefused(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.Throws<FormatException>(() => TemplateJson.Write(document.RootElement));
    }
}
