using System.Diagnostics;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Tests.Grammars;

public sealed class UnsupportedSchemaTests
{
    [Theory]
    [InlineData("""{"properties":{"a":{"format":"regex"}}}""", "/properties/a/format")]
    [InlineData("""{"not":{"patternProperties":{"a":true}}}""", "/not/patternProperties")]
    [InlineData("""{"oneOf":[{"additionalProperties":{"type":"string"}},{"additionalProperties":{"minLength":1}}]}""", "/oneOf")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/none"}}}""", "/properties/a/$ref")]
    [InlineData("""{"$ref":"https://example.com/other.json"}""", "/$ref")]
    [InlineData("""{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}""", "/$defs/a")]
    [InlineData("""{"$ref":"#"}""", "")]
    [InlineData("""{"type":"strin"}""", "/type")]
    [InlineData("""{"minimum":"5"}""", "/minimum")]
    [InlineData("""{"minLength":-1}""", "/minLength")]
    [InlineData("""{"multipleOf":0}""", "/multipleOf")]
    [InlineData("""{"maximum":1e999999}""", "/maximum")]
    [InlineData("""{"required":"a"}""", "/required")]
    [InlineData("""{"properties":[]}""", "/properties")]
    [InlineData("""{"items":5}""", "/items")]
    [InlineData("""{"pattern":"("}""", "/pattern")]
    [InlineData("""{"pattern":"(a)\\1"}""", "/pattern")]
    [InlineData("""{"pattern":"(?<=a)b"}""", "/pattern")]
    [InlineData("""{"pattern":"((a{1,1000}){1,1000}){1,1000}"}""", "/pattern")]
    [InlineData("""{"minProperties":2}""", "/minProperties")]
    [InlineData("""{"type":"array","items":{"type":"object"},"uniqueItems":true}""", "/uniqueItems")]
    [InlineData("""{"$schema":"https://example.com/dialect"}""", "/$schema")]
    [InlineData("5", "")]
    [InlineData("not json", "")]
    public void Unsupported_IsRefusedWithItsPointer(string schema, string place)
    {
        GrammarException exception = Assert.Throws<GrammarException>(() => Grammar.Schema(schema));

        Assert.Equal(place, exception.Place);
        Assert.NotEmpty(exception.Reason);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("""{"type":"string","minLength":3,"maxLength":2}""")]
    [InlineData("""{"type":"string","pattern":"^a$","minLength":2}""")]
    [InlineData("""{"type":"integer","minimum":1,"maximum":4,"multipleOf":5}""")]
    [InlineData("""{"type":"number","exclusiveMinimum":1,"maximum":1}""")]
    [InlineData("""{"allOf":[{"type":"string"},{"type":"number"}]}""")]
    [InlineData("""{"type":"object","required":["a"],"additionalProperties":false}""")]
    [InlineData("""{"$defs":{"n":{"type":"object","properties":{"n":{"$ref":"#/$defs/n"}},"required":["n"]}},"$ref":"#/$defs/n"}""")]
    [InlineData("""{"type":"array","items":{"enum":["a","b"]},"uniqueItems":true,"minItems":3}""")]
    [InlineData("""{"type":"array","items":{"type":"string","pattern":"^[ab]$"},"uniqueItems":true,"minItems":3}""")]
    [InlineData("""{"enum":[]}""")]
    [InlineData("""{"const":"a","type":"integer"}""")]
    public void Schema_ThatNothingSatisfies_IsRefused(string schema) => Assert.True(Assert.Throws<GrammarException>(() => Grammar.Schema(schema)).IsUnsatisfiable);

    // Compiled, or refused with a reason: the limits are 2 s and 64 MB, and the time of a loaded machine is not asserted.
    [Theory]
    [InlineData("anyOf of 1,000 alternatives, nested")]
    [InlineData("50 dependencies")]
    [InlineData("nested 1,000 deep")]
    [InlineData("a chain of 1,000 references")]
    [InlineData("2,000 optional properties")]
    [InlineData("10,000 names")]
    [InlineData("a string of a million")]
    public void Schema_ThatExplodes_IsCompiledOrRefused(string kind)
    {
        string branches = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $$$"""{"properties":{"a{{{i}}}":{"const":{{{i}}}}},"required":["a{{{i}}}"]}"""));
        string schema = kind switch
        {
            "anyOf of 1,000 alternatives, nested" => $$"""{"type":"object","allOf":[{"anyOf":[{{branches}}]},{"anyOf":[{{branches}}]}]}""",
            "50 dependencies" => $$"""{"type":"object","dependentRequired":{ {{string.Join(',', Enumerable.Range(0, 50).Select(i => $"\"a{i}\":[\"b{i}\"]"))}} } }""",
            "nested 1,000 deep" => string.Concat(Enumerable.Repeat("""{"items":""", 1_000)) + "true" + new string('}', 1_000),
            "a chain of 1,000 references" => $$"""{"$ref":"#/$defs/d0","$defs":{ {{string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"d{i}\":{{\"$ref\":\"#/$defs/d{i + 1}\"}}"))}},"d1000":true} }""",
            "2,000 optional properties" => $$"""{"type":"object","properties":{ {{string.Join(',', Enumerable.Range(0, 2_000).Select(i => $"\"p{i}\":{{\"type\":\"integer\"}}"))}} },"additionalProperties":false}""",
            "10,000 names" => $$"""{"enum":[{{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"name {i}\""))}}]}""",
            _ => """{"type":"string","minLength":1000000,"maxLength":2000000,"pattern":"^(a|b)*$"}""",
        };

        long before = GC.GetAllocatedBytesForCurrentThread();
        string? refused = Record.Exception(() => Grammar.Schema(schema)) is { } exception ? Assert.IsType<GrammarException>(exception).Message : null;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(refused is null || refused.Length < 400, refused);
        Assert.True(allocated < 2L << 30, $"{allocated} bytes were allocated.");
        Debug.WriteLine($"{kind}: {refused ?? "compiled"}");
    }

    [Fact]
    public void Schema_OfManyOptionalProperties_StillAcceptsThem()
    {
        CompiledGrammar grammar = Grammar.Schema($$"""{"type":"object","properties":{ {{string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"p{i}\":{{\"type\":\"integer\"}}"))}} },"additionalProperties":false}""");

        Assert.True(grammar.Accepts("""{"p0":1,"p77":2,"p499":3}"""));
        Assert.False(grammar.Accepts("""{"p77":1,"p0":2}"""));
        Assert.False(grammar.Accepts("""{"p500":1}"""));
    }
}
