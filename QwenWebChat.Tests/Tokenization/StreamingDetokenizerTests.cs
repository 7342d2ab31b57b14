using System.Text;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

public sealed class StreamingDetokenizerTests : IDisposable
{
    private readonly SmallTokenizer _small = new();
    private readonly QwenTokenizer _tokenizer;

    public StreamingDetokenizerTests() => _tokenizer = _small.Load();

    public void Dispose() => _small.Dispose();

    [Fact]
    public void Append_CharacterInPieces_ComesWhole()
    {
        StreamingDetokenizer detokenizer = _tokenizer.CreateDetokenizer();
        int[] ids = _tokenizer.Encode("😀");

        Assert.Equal(4, ids.Length);
        Assert.Equal(["", "", "", "😀"], ids.Select(detokenizer.Append));
        Assert.Equal(string.Empty, detokenizer.Flush());
    }

    [Fact]
    public void Append_SpecialTokenWithinCharacter_DoesNotBreakIt()
    {
        StreamingDetokenizer detokenizer = _tokenizer.CreateDetokenizer();
        int[] ids = _tokenizer.Encode("好");

        Assert.Equal(string.Empty, detokenizer.Append(ids[0]) + detokenizer.Append(SmallTokenizer.ImEnd) + detokenizer.Append(ids[1]));
        Assert.Equal("好", detokenizer.Append(ids[2]));
    }

    [Fact]
    public void Append_AddedToken_IsTextUnlessSpecial()
    {
        Assert.Equal("<tool_call>", _tokenizer.CreateDetokenizer().Append(SmallTokenizer.ToolCall));
        Assert.Equal(string.Empty, _tokenizer.CreateDetokenizer().Append(SmallTokenizer.ImEnd));
        Assert.Equal("<|im_end|>", _tokenizer.CreateDetokenizer(skipSpecial: false).Append(SmallTokenizer.ImEnd));
    }

    [Fact]
    public void Flush_IncompleteCharacter_IsReplacedOnce()
    {
        StreamingDetokenizer detokenizer = _tokenizer.CreateDetokenizer();
        detokenizer.Append(_tokenizer.Encode("好")[0]);

        Assert.Equal("\uFFFD", detokenizer.Flush());
        Assert.Equal(string.Empty, detokenizer.Flush());
    }

    [Fact]
    public void Append_AnyIds_EqualsDecode()
    {
        Random random = new(99);
        for (int round = 0; round < 2000; round++)
        {
            int[] ids = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(SmallTokenizer.ToolCallEnd + 10))];
            Assert.Equal(_tokenizer.Decode(ids), Stream(_tokenizer, ids));
        }
    }

    [Fact]
    public void Append_FixtureTexts_EqualsDecodeWithoutBrokenCharacters()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();
        Random random = new(4);
        IEnumerable<string> mixed = Enumerable.Range(0, 1000).Select(_ => MixedText.Next(random).Replace("\uFFFD", "", StringComparison.Ordinal));
        foreach (string text in Qwen2Fixture.Texts().Concat(mixed))
        {
            int[] ids = tokenizer.Encode(text);
            string streamed = Stream(tokenizer, ids);
            Assert.Equal(tokenizer.Decode(ids), streamed);
            Assert.DoesNotContain('\uFFFD', streamed);
        }
    }

    [Fact]
    public void Append_TextCutAnywhere_EqualsDecode()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();
        Random random = new(8);
        foreach (string text in Qwen2Fixture.Texts().Where(text => text.Length > 1))
        {
            // Cut at any place, as a prompt and its continuation are: the ids differ from the whole text's.
            string normalized = TextNormalizer.Normalize(text);
            int cut = random.Next(1, normalized.Length);
            int[] ids = [.. tokenizer.Encode(normalized[..cut]), .. tokenizer.Encode(normalized[cut..])];
            Assert.Equal(tokenizer.Decode(ids), Stream(tokenizer, ids));
        }
    }

    private static string Stream(QwenTokenizer tokenizer, IEnumerable<int> ids)
    {
        StreamingDetokenizer detokenizer = tokenizer.CreateDetokenizer();
        StringBuilder text = new();
        foreach (int id in ids)
        {
            string delta = detokenizer.Append(id);
            Assert.False(delta.Length > 0 && (char.IsLowSurrogate(delta[0]) || char.IsHighSurrogate(delta[^1])), "half a surrogate pair");
            text.Append(delta);
        }

        return text.Append(detokenizer.Flush()).ToString();
    }
}
