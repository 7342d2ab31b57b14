using System.Text.Json;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

public class QwenTokenizerFixtureTests
{
    [Fact]
    public void Encode_PublicCases_EqualsReference()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();
        IReadOnlyList<JsonElement> cases = Qwen2Fixture.Cases("cases.json");

        Assert.Equal(46, cases.Count);
        Assert.All(cases, one => Assert.Equal(Qwen2Fixture.Ids(one), tokenizer.Encode(Qwen2Fixture.Text(one))));
    }

    [Fact]
    public void Encode_MoreCases_EqualsReference()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();
        IReadOnlyList<JsonElement> cases = Qwen2Fixture.Cases("more-cases.json");

        Assert.Equal(124, cases.Count);
        Assert.All(cases, one =>
        {
            bool parseSpecial = one.GetProperty("parse_special").GetBoolean();
            Assert.Equal(Qwen2Fixture.Ids(one), tokenizer.Encode(Qwen2Fixture.Text(one), parseSpecial));
        });
    }

    [Fact]
    public void CountTokens_PublicCases_EqualsIdCount()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();

        Assert.All(
            Qwen2Fixture.Cases("cases.json"),
            one => Assert.Equal(Qwen2Fixture.Ids(one).Length, tokenizer.CountTokens(Qwen2Fixture.Text(one))));
    }

    [Fact]
    public void Load_RealVocabulary_KnowsItsTokens()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();

        Assert.Equal(151_664, tokenizer.MaxTokenId);
        Assert.Equal(151_643, tokenizer.SpecialTokens.EndOfText);
        Assert.Equal(151_644, tokenizer.SpecialTokens.ImStart);
        Assert.Equal(151_645, tokenizer.SpecialTokens.ImEnd);
        Assert.True(tokenizer.SpecialTokens.IsSpecial(151_645));
        Assert.True(tokenizer.SpecialTokens.TryGetId("<tool_call>", out int toolCall));
        Assert.Equal(151_657, toolCall);
        Assert.False(tokenizer.SpecialTokens.IsSpecial(toolCall));
    }

    [Theory]
    [InlineData("tiny-bf16", 511)]
    [InlineData("tiny-awq", 511)]
    public void Load_CutVocabulary_RoundTrips(string folder, int maxTokenId)
    {
        QwenTokenizer tokenizer = QwenTokenizer.Load(SharedFixtures.Require(folder));

        Assert.Equal(maxTokenId, tokenizer.MaxTokenId);
        Assert.Equal(maxTokenId, tokenizer.SpecialTokens.ImEnd);
        Assert.Equal("import 你好 𠮷\n", tokenizer.Decode(tokenizer.Encode("import 你好 𠮷\n")));
    }

    // Expected ids: an independent byte-pair encoder in Python over the `regex` package's split.
    [Theory]
    [InlineData("𠮷𝒳", new[] { 150152, 123893, 111 })]
    [InlineData(" 𠮷𝒳a", new[] { 220, 150152, 123893, 111, 64 })]
    [InlineData("😀abc", new[] { 141334, 13683 })]
    [InlineData("a𝟘𝟙b", new[] { 64, 56252, 253, 246, 56252, 253, 247, 65 })]
    [InlineData("it'ſ", new[] { 275, 6, 144815 })]
    public void Encode_CharactersBeyondDotNetRegex_EqualsReference(string text, int[] expected)
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();

        Assert.Equal(expected, tokenizer.Encode(text));
    }

    [Fact]
    public void Decode_MixedScripts_GivesNfcBack()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();
        Random random = new(20240917);

        for (int i = 0; i < 3000; i++)
        {
            string text = MixedText.Next(random);
            Assert.Equal(TextNormalizer.Normalize(text), tokenizer.Decode(tokenizer.Encode(text)));
        }
    }
}
