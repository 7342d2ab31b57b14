using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Tokenization;

[Slow]
public sealed class GgufTokenizerTests
{
    private const string Types = "tokenizer.ggml.token_type";
    private const string Tokens = "tokenizer.ggml.tokens";

    [Fact]
    public void Load_SmallFile_KnowsItsTokens()
    {
        QwenTokenizer tokenizer = Load(SmallGguf.Create());

        Assert.Equal(SmallGguf.ToolCall, tokenizer.MaxTokenId); // [PAD262] is unused
        Assert.Equal((SmallGguf.EndOfText, SmallGguf.ImStart, SmallGguf.ImEnd), (tokenizer.SpecialTokens.EndOfText, tokenizer.SpecialTokens.ImStart, tokenizer.SpecialTokens.ImEnd));
        Assert.True(tokenizer.SpecialTokens.IsSpecial(SmallGguf.ImEnd));
        Assert.True(tokenizer.SpecialTokens.TryGetId("<tool_call>", out int toolCall));
        Assert.Equal(SmallGguf.ToolCall, toolCall);
        Assert.False(tokenizer.SpecialTokens.IsSpecial(toolCall));
        Assert.Equal([256, 257, 'o', SmallGguf.ImEnd], tokenizer.Encode("hello<|im_end|>", parseSpecial: true));
        Assert.Equal("hello", tokenizer.Decode(tokenizer.Encode("hello<|im_end|>", parseSpecial: true)));
        Assert.DoesNotContain(SmallGguf.ImEnd, tokenizer.Encode("<|im_end|>"));
    }

    [Fact]
    public void Load_FolderWithOneFile_ReadsIt()
    {
        using TemporaryFolder folder = new();
        SmallGguf.Create().Write(folder);

        Assert.Equal(SmallGguf.ToolCall, QwenTokenizer.Load(folder.Path).MaxTokenId);
    }

    [Theory]
    [InlineData("tiny-f16")]
    [InlineData("tiny-q4_k_m")]
    public void Load_Fixture_EncodesLikeItsFolder(string name)
    {
        QwenTokenizer folder = QwenTokenizer.Load(SharedFixtures.Require("tiny-bf16"));
        QwenTokenizer file = QwenTokenizer.Load(SharedFixtures.Require("tiny-gguf", $"{name}.gguf"));

        Assert.Equal(folder.MaxTokenId, file.MaxTokenId);
        Random random = new(20240913);
        IEnumerable<string> texts = Qwen2Fixture.Texts().Concat(Enumerable.Range(0, 300).Select(_ => MixedText.Next(random)));
        foreach (string text in texts.Append("<|im_start|>user\n你好<|im_end|><|endoftext|>"))
        {
            int[] ids = folder.Encode(text, parseSpecial: true);
            Assert.Equal(ids, file.Encode(text, parseSpecial: true));
            Assert.Equal(folder.Encode(text), file.Encode(text));
            Assert.Equal(folder.Decode(ids), file.Decode(ids));
            Assert.Equal(folder.Decode(ids, skipSpecial: false), file.Decode(ids, skipSpecial: false));
        }
    }

    /// <summary>The whole vocabulary, as a converter writes it: padding tokens up to the embedding's rows.</summary>
    [Fact]
    public void Load_RealVocabulary_EncodesLikeItsFolder()
    {
        QwenTokenizer folder = Qwen2Fixture.Require();
        TokenizerContents contents = TokenizerFolder.Read(SharedFixtures.Require("qwen2-tokenizer"));
        string[] tokens = [.. Enumerable.Range(0, 151_936).Select(id => $"[PAD{id}]")];
        int[] types = [.. tokens.Select(_ => 5)];
        foreach ((string text, int id, int type) in contents.Vocabulary.Select(token => (token.Key, token.Value, 1))
            .Concat(contents.AddedTokens.Select(token => (token.Text, token.Id, token.Special ? 3 : 4))))
        {
            (tokens[id], types[id]) = (text, type);
        }

        QwenTokenizer file = Load(SmallGguf.WithKeys().Set(Tokens, tokens).Set(Types, types).Set("tokenizer.ggml.merges", contents.Merges.ToArray()));

        Assert.Equal(folder.MaxTokenId, file.MaxTokenId);
        Assert.All(Qwen2Fixture.Texts(), text => Assert.Equal(folder.Encode(text, true), file.Encode(text, true)));
    }

    [Theory]
    [InlineData("tokenizer.ggml.model", "llama", "tokenizer.ggml.model = 'llama'", "'gpt2'")]
    [InlineData("tokenizer.ggml.model", null, "no tokenizer.ggml.model", "'gpt2'")]
    [InlineData("tokenizer.ggml.pre", "llama-bpe", "tokenizer.ggml.pre = 'llama-bpe'", "'qwen2'")]
    [InlineData(Tokens, null, $"no {Tokens}", "a list of texts")]
    [InlineData(Tokens, "x", $"{Tokens} = 'x'", "a list of texts")]
    [InlineData(Types, new[] { 1, 1 }, $"{Types} = a list of 2", "as many as tokens, 263")]
    [InlineData(Types, null, "no added token \"<|im_start|>\"", "the tokens that the chat template is made of")]
    [InlineData("tokenizer.ggml.merges", null, "no tokenizer.ggml.merges", "a list of texts")]
    [InlineData("tokenizer.ggml.merges", new[] { "h e", "hello" }, "\"hello\" at tokenizer.ggml.merges[1]", "two tokens with one space between them")]
    [InlineData("tokenizer.ggml.merges", new[] { "h x" }, "but no token \"hx\" in the vocabulary", "merges whose parts")]
    public void Load_BadKey_IsRefused(string key, object? value, string found, string expected)
    {
        RawGguf file = SmallGguf.Create();

        AssertRefused(value is null ? file.Remove(key) : file.Set(key, value), found, expected);
    }

    [Theory]
    [InlineData(256, "a", "token 'a' twice, as 97 and 256", "every token once")]
    [InlineData(5, "xyz", "for the byte 0x", "a token for each of the 256 bytes")]
    [InlineData(SmallGguf.EndOfText, "", "token 258 without a text", "a text for each added token")]
    [InlineData(SmallGguf.EndOfText, "<|im_end|>", "\"<|im_end|>\" or its id 260 twice among the added tokens", "each once")]
    public void Load_BadToken_IsRefused(int id, string text, string found, string expected)
    {
        string[] tokens = SmallGguf.Tokens();
        int[] types = SmallGguf.TokenTypes(tokens);
        tokens[id] = text;
        RawGguf file = SmallGguf.Create().Set(Tokens, tokens).Set(Types, types);

        AssertRefused(file, found, expected);
    }

    [Fact]
    public void Load_NoPreTokenizerKey_IsTakenForQwen() =>
        Assert.Equal(SmallGguf.ToolCall, Load(SmallGguf.Create().Remove("tokenizer.ggml.pre")).MaxTokenId);

    [Theory]
    [InlineData("default")]
    [InlineData("deepseek-r1-qwen")]
    public void Load_PreTokenizerThatSplitsAlike_IsTakenForQwen(string name) => Assert.Equal(
        Load(SmallGguf.Create()).Encode("hello 123 It's"), Load(SmallGguf.Create().Set("tokenizer.ggml.pre", name)).Encode("hello 123 It's"));

    private static QwenTokenizer Load(RawGguf file)
    {
        using TemporaryFolder folder = new();
        return QwenTokenizer.Load(file.Write(folder));
    }

    private static void AssertRefused(RawGguf file, string found, string expected)
    {
        using TemporaryFolder folder = new();
        string path = file.Write(folder);
        Refusal.Is(() => QwenTokenizer.Load(path), path, found, expected);
    }
}
