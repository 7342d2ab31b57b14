using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Tests.Grammars;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["b"],"additionalProperties":false}""",
        """{"a":"x","b":1}|{"b":-12}|{ "a" : "\u00e9\n\"" ,"b":0 }""", """{"a":"x"}|{"b":1,"a":"x"}|{"b":1,"c":2}|{"b":1.5}|{"b":"1"}|[]|{"b":1""")]
    [InlineData("""{"properties":{"a":{"type":"null"}},"additionalProperties":{"type":"boolean"}}""", """{"a":null,"b":true}|{}|3|{"\u0062":false}""", """{"a":1}|{"b":null}|{"\u0061":true}""")]
    [InlineData("""{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}""", "9007199254740991|-9007199254740991|0|1.0", "9007199254740992|-9007199254740992|1.5|01|1e5")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"multipleOf":0.01}""", "0.01|5|12.30|100000.99|7.000", "0|-1|0.001|1.005|0.0")]
    [InlineData("""{"type":"number","minimum":1.5,"exclusiveMaximum":2}""", "1.5|1.50|1.99999", "1.4|2|2.0|1.49|15")]
    [InlineData("""{"type":"integer","multipleOf":7,"minimum":100,"maximum":120}""", "105|112|119", "100|106|126|7|21")]
    [InlineData("""{"minimum":0}""", "0|1e-7|12.5E3|\"x\"|-0", "-1|-0.5")]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3,"pattern":"^[a-z中]+$"}""", "\"ab\"|\"中中\"|\"a\\u4e2d\"", "\"a\"|\"abcd\"|\"AB\"|\"文\"")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"\"|\"😀😀\"|\"\\ud83d\\ude00x\"|\"\\\\\\\"\"", "\"abc\"|\"😀😀😀\"|\"\t\"|\"\\x\"")]
    [InlineData("""{"enum":["a",1,null,{"x":[true]}]}""", "\"a\"|1|1.0|null|{\"x\" : [ true ]}", "\"b\"|2|{\"x\":[]}|true")]
    [InlineData("""{"const":"\"\\/"}""", "\"\\\"\\\\/\"|\"\\\"\\\\\\/\"", "\"/\"")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":1,"maxItems":3}""", "[1]|[1, 2,3]", "[]|[1,2,3,4]|[\"a\"]|[1,]")]
    [InlineData("""{"prefixItems":[{"type":"string"},{"type":"boolean"}],"items":false}""", "[]|[\"a\"]|[\"a\",true]", "[true]|[\"a\",true,1]")]
    [InlineData("""{"type":"array","items":{"enum":["a","b","c"]},"uniqueItems":true}""", "[]|[\"b\",\"a\"]|[\"a\",\"b\",\"c\"]", "[\"a\",\"a\"]|[\"a\",\"\\u0061\"]")]
    [InlineData("""{"type":"array","items":{"type":"string","pattern":"^[ab]$"},"uniqueItems":true,"minItems":2}""", "[\"a\",\"b\"]|[\"\\u0062\",\"a\"]", "[\"a\"]|[\"a\",\"a\"]|[\"a\",\"b\",\"a\"]|[\"a\",\"b\",")]
    [InlineData("""{"type":"object","properties":{"k":{"enum":["a","b","c","d","e"]}},"required":["k"],"allOf":[{"if":{"properties":{"k":{"const":"a"}}},"then":{"required":["x"]}},{"if":{"properties":{"k":{"const":"b"}}},"then":{"required":["y"]}},{"if":{"properties":{"k":{"const":"c"}}},"then":{"required":["z"]}},{"if":{"properties":{"k":{"const":"d"}}},"then":{"required":["v"]}},{"if":{"properties":{"k":{"const":"e"}}},"then":{"required":["w"]}}]}""", "{\"k\":\"a\",\"x\":1}|{\"k\":\"e\",\"w\":1}", "{\"k\":\"a\",\"y\":1}|{\"k\":\"d\"}|{\"x\":1}")]
    [InlineData("""{"type":"array","items":{"type":"string","maxLength":2},"uniqueItems":true}""", "[\"a\",\"b\",\"ab\"]|[]", "[\"a\",\"b\",\"a\"]|[\"a\",\"\\u0061\"]")]
    [InlineData("""{"contains":{"const":1},"items":{"type":"integer"}}""", "[1]|[2,1,3]", "[]|[2]|[1,\"a\"]")]
    [InlineData("""{"contains":{"type":"string"},"minContains":2,"maxContains":3,"maxItems":4}""", "[\"a\",1,\"b\"]|[\"a\",\"b\",\"c\",1]", "[\"a\"]|[\"a\",\"b\",\"c\",\"d\"]|[1,1,1,\"a\"]")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"object","properties":{"t":{"const":"x"}},"required":["t"]}]}""", "\"a\"|{\"t\":\"x\"}", "1|{}|{\"t\":\"y\"}")]
    [InlineData("""{"oneOf":[{"properties":{"k":{"const":"a"},"v":{"type":"string"}},"required":["k"]},{"properties":{"k":{"const":"b"},"w":{"type":"number"}},"required":["k"]}],"type":"object"}""",
        """{"k":"a","v":"x"}|{"k":"b","w":1}|{"k":"a","w":"free"}""", """{"k":"a","v":1}|{"k":"b","w":"x"}|{"k":"c"}""")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number","minimum":2}]}""", "1|2.5", "3|1.5")]
    [InlineData("""{"allOf":[{"properties":{"a":{"type":"integer"}},"required":["a"]},{"properties":{"a":{"minimum":3}}}],"type":"object"}""", """{"a":3}""", """{"a":2}|{}""")]
    [InlineData("""{"$defs":{"n":{"type":"object","properties":{"v":{"type":"integer"},"next":{"$ref":"#/$defs/n"}},"required":["v"],"additionalProperties":false}},"$ref":"#/$defs/n"}""",
        """{"v":1}|{"v":1,"next":{"v":2,"next":{"v":3}}}""", """{"next":{"v":1}}|{"v":1,"next":{}}""")]
    [InlineData("""{"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":false}""", """{"x-a":"b"}|{}""", """{"x-a":1}|{"y":"b"}""")]
    [InlineData("""{"propertyNames":{"pattern":"^[a-z]+$","maxLength":3},"minProperties":1,"maxProperties":2}""", """{"abc":1}|{"a":1,"b":2}""", """{}|{"abcd":1}|{"A":1}|{"a":1,"b":2,"c":3}""")]
    [InlineData("""{"type":"object","properties":{"a":true,"b":true},"dependentRequired":{"a":["b"]}}""", """{"b":1}|{"a":1,"b":2}|{}""", """{"a":1}""")]
    [InlineData("""{"type":"object","properties":{"kind":{"enum":["x","y"]},"n":true},"required":["kind"],"if":{"properties":{"kind":{"const":"x"}}},"then":{"required":["n"]}}""",
        """{"kind":"x","n":1}|{"kind":"y"}""", """{"kind":"x"}""")]
    [InlineData("""{"not":{"type":["string","number"]}}""", "null|[]|{}", "1|\"a\"|1.5")]
    [InlineData("""{"type":"string","not":{"enum":["no"]}}""", "\"n\"|\"not\"|\"\"", "\"no\"|\"n\\u006f\"")]
    [InlineData("""{"type":"number","minimum":0,"maximum":1,"not":{"type":"integer"}}""", "0.5|0.010|0.999", "0|1|1.0|0.00|1.5|-0.5")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}""", "0.0001|0.9", "0|0.0|1|1.0|-1")]
    [InlineData("""{"type":["string","null"]}""", "null|\"\"", "1|true")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"allOf":[{"properties":{"b":{"type":"string"}}}],"unevaluatedProperties":false}""", """{"a":"x","b":"y"}|{}""", """{"c":1}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#","type":"integer","minimum":3,"exclusiveMinimum":true}""", "4", "3|4.0")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"additionalItems":{"type":"null"}}""", "[\"a\",null]|[]", "[1]|[\"a\",1]")]
    [InlineData("true", "1|\"\"|{\"a\":[1e5,{}]}", "|nul|{\"a\"}")]
    public void Schema_AcceptsWhatSatisfiesItAndNothingElse(string schema, string accepted, string rejected)
    {
        CompiledGrammar grammar = Grammar.Schema(schema);

        Assert.All(accepted.Split('|'), text => Assert.Null(grammar.FindError(text)));
        Assert.All(rejected.Split('|'), text => Assert.NotNull(grammar.FindError(text)));
    }

    [Theory]
    [InlineData("date", "2024-02-29|2023-12-31", "2023-02-29|2023-13-01|2023-1-1")]
    [InlineData("time", "12:00:00Z|23:59:60Z|08:30:06.283185+01:00", "24:00:00Z|12:00:00|12:60:00Z")]
    [InlineData("date-time", "1963-06-19T08:30:06.283185Z|1990-12-31t23:59:59z", "1990-02-31T15:59:59Z|1963-06-19 08:30:06Z")]
    [InlineData("duration", "P3W|PT1H30M|P1Y2M3DT4S", "P|PT|P1S|1Y|P1H")]
    [InlineData("email", "a.b+c@example.com|\\\"x y\\\"@[127.0.0.1]", "a@|.a@b|a b@c|2962")]
    [InlineData("hostname", "example.com|a-b.c1", "-a|a..b|a_b|xn--X|a.")]
    [InlineData("ipv4", "127.0.0.1|255.255.255.255", "256.0.0.1|1.2.3|01.2.3.4")]
    [InlineData("ipv6", "::1|2001:db8::1|::ffff:1.2.3.4|1:2:3:4:5:6:7:8", "12345::|1:2:3|1::2::3|:1")]
    [InlineData("uri", "https://example.com/a?b=c#d|urn:a:b|mailto:a@b", "//a/b|a b:c|/x|:a")]
    [InlineData("uuid", "2eb8aa08-AA98-11ea-b4aa-73b441d16380", "2eb8aa08aa9811eab4aa73b441d16380|2eb8aa08-aa98-11ea-b4aa-73b441d1638")]
    [InlineData("anything-else", "x| ", "")]
    public void Format_IsEnforced(string format, string accepted, string rejected)
    {
        CompiledGrammar grammar = Grammar.Schema($$"""{"type":"string","format":"{{format}}"}""");

        Assert.All(accepted.Split('|'), text => Assert.Null(grammar.FindError($"\"{text}\"")));
        Assert.All(rejected.Split('|', StringSplitOptions.RemoveEmptyEntries), text => Assert.NotNull(grammar.FindError($"\"{text}\"")));
    }

    [Fact]
    public void FindError_GivesTheFirstByteThatMayNotBe()
    {
        CompiledGrammar grammar = Grammar.Schema("""{"type":"object","properties":{"中":{"type":"integer"}},"additionalProperties":false}""");

        Assert.Equal(8, grammar.FindError("{\"中\": x}"));
        Assert.Equal(9, grammar.FindError("{\"中\": 1"));
        Assert.Equal(0, grammar.FindError(""));
    }

    [Fact]
    public void Patterns_UnicodeEscapesAndLookAheads_AreThoseOfEcmaScript()
    {
        CompiledGrammar grammar = Grammar.Schema("""{"type":"string","pattern":"^(?!.*--)(?=.*\\d)[\\w\\-\\u00e9\\p{Lo}]{3,}$"}""");

        Assert.All(["\"ab1\"", "\"é1é\"", "\"中文1\"", "\"a-1\""], text => Assert.Null(grammar.FindError(text)));
        Assert.All(["\"abc\"", "\"a--1\"", "\"a1\"", "\"a 1\""], text => Assert.NotNull(grammar.FindError(text)));
    }
}
