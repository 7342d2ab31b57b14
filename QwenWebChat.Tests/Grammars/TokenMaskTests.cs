using System.Text;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Tests.Tokenization;

namespace QwenWebChat.Tests.Grammars;

/// <summary>Masks of the real vocabulary against each token tried by itself.</summary>
[Slow]
public sealed class TokenMaskTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"name":{"type":"string"},"n":{"type":"integer"}},"required":["name"]}""", "{| { \"|{\"name\": |{\"name\": \"a|{\"name\": \"a\", \"|{\"name\": \"中\",\"n\":1")]
    [InlineData("""{"type":"string","maxLength":30}""", "\"|\"abc|\"\\|\"\\u00")]
    [InlineData("""{"type":"string","maxLength":9}""", "\"|\"abcdef|\"abcdefghi")]
    [InlineData("""{"type":"string","not":{"enum":["the","there","a"]}}""", "\"|\"th|\"the")]
    [InlineData("""{"type":"string","pattern":"^.*ing$"}""", "\"|\"go")]
    [InlineData("""{"type":"string","maxLength":24,"not":{"const":"x"}}""", "\"")]
    [InlineData("""{"type":"string","maxLength":8,"pattern":"a.b"}""", "\"|\"x|\"xa")]
    [InlineData("""{"type":"string","maxLength":26,"pattern":"(one|two|six) .*[.!]$"}""", "\"|\"one")]
    [InlineData("""{"type":"array","items":{"type":"number","minimum":0,"maximum":100}}""", "[|[1|[10|[100")]
    [InlineData("""{"type":"array","items":{"type":"string","minLength":1},"uniqueItems":true}""", "[|[\"|[\"the|[\"the\", \"th|[\"a\", \"b\"")]
    [InlineData("""{"type":"array","items":{"type":"string","pattern":"^[a-z]+(-[a-z]+)*$"},"uniqueItems":true}""", "[\"|[\"a-b|[\"a\", \"a")]
    public void MaskOf_IsThatOfEveryTokenByItself(string schema, string prefixes)
    {
        GrammarVocabulary vocabulary = Qwen2Fixture.RequireVocabulary();
        CompiledGrammar grammar = Grammar.Schema(schema);
        foreach (string prefix in prefixes.Split('|'))
        {
            Expression state = grammar.Advance(grammar.Start, Encoding.UTF8.GetBytes(prefix))!;
            TokenMask mask = grammar.MaskOf(state, vocabulary);

            int[] allowed = [.. Enumerable.Range(0, vocabulary.TokenCount).Where(mask.Contains)];
            int[] expected = [.. Enumerable.Range(0, vocabulary.TokenCount).Where(id => vocabulary.EndTokenIds.Contains(id)
                ? state.IsNullable
                : !vocabulary.BytesOf(id).IsEmpty && grammar.Advance(state, vocabulary.BytesOf(id)) is not null)];

            Assert.NotEmpty(allowed);
            Assert.Equal(expected, allowed);
        }
    }

    /// <summary>The rest of a document shares its parts many times, so that a walk along all ways through it would never end.</summary>
    [Fact]
    public void MaskOf_BeforeManyOptionalProperties_IsFound()
    {
        string properties = string.Join(',', Enumerable.Range(0, 60).Select(number => $"\"p{number}\":{{\"type\":\"string\",\"maxLength\":9}}"));
        GrammarVocabulary vocabulary = Qwen2Fixture.RequireVocabulary();
        GrammarMatcher matcher = new(Grammar.Schema($$"""{"type":"object","properties":{ {{properties}} },"additionalProperties":false}"""), vocabulary);
        foreach (int id in vocabulary.Encode("{\"p0\": \"a"))
        {
            matcher.Accept(id);
        }

        Assert.True(matcher.Mask().Contains(vocabulary.Encode("\",")[0]));
    }

    [Fact]
    public void Mask_AfterMuchWhiteSpace_AsksToGoOn()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();
        GrammarMatcher matcher = new(GrammarSource.Json.Compile(), Qwen2Fixture.RequireVocabulary());
        int brace = tokenizer.Encode("{")[0];
        int newLine = tokenizer.Encode("\n")[0];
        matcher.Accept(brace);
        int count = 0;
        while (matcher.Mask().Contains(newLine) && count < 1_000)
        {
            matcher.Accept(newLine);
            count++;
        }

        Assert.InRange(count, 50, 200);
        Assert.True(matcher.Mask().Contains(tokenizer.Encode("}")[0]));
    }

    [Fact]
    public void Matcher_EndsWithTheValue()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();
        GrammarMatcher matcher = new(GrammarSource.Json.Compile(), Qwen2Fixture.RequireVocabulary());
        foreach (int id in tokenizer.Encode("""{"a": [1, 2]"""))
        {
            matcher.Accept(id);
        }

        Assert.False(matcher.MayEnd);
        matcher.Accept(tokenizer.Encode("}")[0]);
        Assert.True(matcher.IsFinished);
        Assert.Throws<ArgumentException>(() => matcher.Accept(tokenizer.Encode("x")[0]));
    }

    [Fact]
    public void TakeForced_GivesWhatLeavesNoChoice()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();
        GrammarMatcher matcher = new(GrammarSource.Choice(["The answer is certainly yes.", "The answer is certainly no."]).Compile(), Qwen2Fixture.RequireVocabulary());

        StringBuilder forced = new();
        while (matcher.TakeForced() is { } id)
        {
            matcher.Accept(id);
            forced.Append(tokenizer.Decode([id]));
        }

        Assert.StartsWith("The answer is", forced.ToString(), StringComparison.Ordinal);
        Assert.StartsWith(forced.ToString(), "The answer is certainly ", StringComparison.Ordinal);
    }
}
