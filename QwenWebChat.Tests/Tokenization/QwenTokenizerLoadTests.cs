using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

[Slow]
public sealed class QwenTokenizerLoadTests : IDisposable
{
    private readonly SmallTokenizer _small = new();

    public void Dispose() => _small.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_TokenizerJsonAlone_EncodesAlike(bool mergesAsPairs)
    {
        QwenTokenizer expected = _small.Load();
        LeaveOnlyTokenizerJson(SmallTokenizer.TokenizerJson(mergesAsPairs));
        QwenTokenizer tokenizer = _small.Load();

        Assert.Equal(expected.MaxTokenId, tokenizer.MaxTokenId);
        Random random = new(3);
        for (int i = 0; i < 300; i++)
        {
            string text = MixedText.Next(random);
            Assert.Equal(expected.Encode(text, parseSpecial: true), tokenizer.Encode(text, parseSpecial: true));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_RealTokenizerJson_EncodesAlike(bool mergesAsPairs)
    {
        QwenTokenizer expected = Qwen2Fixture.Require();
        LeaveOnlyTokenizerJson(RealTokenizerJson(mergesAsPairs));
        QwenTokenizer tokenizer = _small.Load();

        Assert.Equal(expected.MaxTokenId, tokenizer.MaxTokenId);
        Assert.All(Qwen2Fixture.Texts(), text => Assert.Equal(expected.Encode(text, true), tokenizer.Encode(text, true)));
    }

    [Fact]
    public void Load_AddedTokensAlsoInVocabulary_AreAdded()
    {
        JsonObject vocabulary = SmallTokenizer.Vocabulary();
        vocabulary["<|im_end|>"] = SmallTokenizer.ImEnd;
        _small.Write("vocab.json", vocabulary.ToJsonString());
        QwenTokenizer tokenizer = _small.Load();

        Assert.Equal([SmallTokenizer.ImEnd], tokenizer.Encode("<|im_end|>", parseSpecial: true));
        Assert.DoesNotContain(SmallTokenizer.ImEnd, tokenizer.Encode("<|im_end|>"));
        Assert.Equal(string.Empty, tokenizer.Decode([SmallTokenizer.ImEnd]));
    }

    [Fact]
    public void Load_TokensTwiceWithOneId_EncodesAlike()
    {
        int[] expected = _small.Load().Encode("hello world<|im_end|>", parseSpecial: true);
        JsonObject vocabulary = SmallTokenizer.Vocabulary();
        _small.Write("vocab.json", $$"""{{vocabulary.ToJsonString()[..^1]}},"a":{{vocabulary["a"]}}}""");
        _small.Delete("tokenizer_config.json");
        JsonArray added = [.. SmallTokenizer.AddedTokens().Concat(SmallTokenizer.AddedTokens()).Select(token => token!.DeepClone())];
        _small.Write("tokenizer.json", new JsonObject { ["added_tokens"] = added }.ToJsonString());

        Assert.Equal(expected, _small.Load().Encode("hello world<|im_end|>", parseSpecial: true));
    }

    [Fact]
    public void Load_WindowsLineEnds_EncodesAlike()
    {
        int[] expected = _small.Load().Encode("hello world");
        _small.Write("merges.txt", "#version: 0.2\r\n" + string.Join("\r\n", SmallTokenizer.Merges) + "\r\n\r\n");

        Assert.Equal(expected, _small.Load().Encode("hello world"));
    }

    [Fact]
    public void Load_NoVocabulary_NamesBothWays()
    {
        _small.Delete("vocab.json");
        AssertRefused("vocab.json", "no such file", "vocab.json with merges.txt, or tokenizer.json");
    }

    [Fact]
    public void Load_NoMerges_NamesTheFile()
    {
        _small.Delete("merges.txt");
        AssertRefused("merges.txt", "no such file", "vocab.json with merges.txt, or tokenizer.json");
    }

    [Fact]
    public void Load_NoAddedTokens_NamesTheFile()
    {
        _small.Delete("tokenizer_config.json");
        AssertRefused("tokenizer_config.json", "no such file", "added_tokens_decoder in tokenizer_config.json, or added_tokens in tokenizer.json");
    }

    [Theory]
    [InlineData("{\"a\": 1,\n", "invalid JSON", "a JSON object")]
    [InlineData("", "invalid JSON", "a JSON object")]
    [InlineData("[1]", "JSON that is not an object: [1]", "a JSON object")]
    [InlineData("{\"a\": \"1\"}", "a string as the id of token \"a\"", "a whole number")]
    [InlineData("{\"a\": 1.5}", "1.5 as the id of token \"a\"", "a whole number")]
    [InlineData("{\"a\": -1}", "-1 as the id of token \"a\"", "a whole number")]
    [InlineData("{\"a\": 2000000000}", "2000000000 as the id of token \"a\"", "a whole number")]
    [InlineData("{\"a\": 1, \"a\": 2}", "invalid JSON (Duplicate property 'a' with another value)", "a JSON object")]
    [InlineData("{\"a\": 1, \"b\": 1}", "id 1 for both \"a\" and \"b\"", "one token for each id")]
    [InlineData("{\"a\": 1}", "no token \"Ā\" for the byte 0x00", "a byte-level vocabulary")]
    [InlineData("{\"\\ud800\": 1}", "a string that is not valid text", "Unicode text")]
    public void Load_MalformedVocabulary_SaysWhatIsWrong(string json, string found, string expected)
    {
        _small.Write("vocab.json", json);
        AssertRefused("vocab.json", found, expected);
    }

    [Theory]
    [InlineData("#version: 0.2\nh e\nhello\n", "\"hello\" at line 3", "two tokens with one space between them")]
    [InlineData("h e\nh \n", "\"h \" at line 2", "two tokens with one space between them")]
    [InlineData("h e l\n", "\"h e l\" at line 1", "two tokens with one space between them")]
    [InlineData("h e\nzz e\n", "the merge \"zz e\" at line 2, but no token \"zz\"", "parts and result are in the vocabulary")]
    [InlineData("h x\n", "the merge \"h x\" at line 1, but no token \"hx\"", "parts and result are in the vocabulary")]
    [InlineData("h e\nh e\n", "the merge \"h e\" again at line 2", "every merge once")]
    public void Load_MalformedMerges_NamesTheLine(string merges, string found, string expected)
    {
        _small.Write("merges.txt", merges);
        AssertRefused("merges.txt", found, expected);
    }

    [Theory]
    [InlineData("{", "invalid JSON", "a JSON object")]
    [InlineData("{}", "no added_tokens_decoder", "added_tokens_decoder in tokenizer_config.json")]
    [InlineData("{\"added_tokens_decoder\": []}", "an array as added_tokens_decoder", "an object")]
    [InlineData("{\"added_tokens_decoder\": {\"x\": {}}}", "added_tokens_decoder[\"x\"]", "ids as keys")]
    [InlineData("{\"added_tokens_decoder\": {\"5\": {}}}", "added_tokens_decoder[\"5\"] without a text", "\"content\"")]
    [InlineData("{\"added_tokens_decoder\": {\"400\": {\"content\": \"x\", \"special\": 1}}}", "a number as added_tokens_decoder[\"400\"].special", "true or false")]
    [InlineData("{\"added_tokens_decoder\": {\"400\": {\"content\": \"<|im_start|>\"}}}", "no added token \"<|im_end|>\"", "the chat template")]
    [InlineData("{\"added_tokens_decoder\": {\"400\": {\"content\": \"<|im_end|>\"}}}", "no added token \"<|im_start|>\"", "the chat template")]
    [InlineData("{\"added_tokens_decoder\": {\"5\": {\"content\": \"<x>\"}}}", "id 5 for \"<x>\", which the vocabulary gives \"ą\"", "an id of its own")]
    [InlineData("{\"added_tokens_decoder\": {\"400\": {\"content\": \"hello\"}}}", "id 400 for \"hello\", which has id 259 in the vocabulary", "id 259")]
    [InlineData("{\"added_tokens_decoder\": {\"400\": {\"content\": \"<x>\"}, \"401\": {\"content\": \"<x>\"}}}", "\"<x>\" or its id 401 twice", "each once")]
    public void Load_MalformedAddedTokens_SaysWhatIsWrong(string json, string found, string expected)
    {
        _small.Write("tokenizer_config.json", json);
        AssertRefused("tokenizer_config.json", found, expected);
    }

    [Theory]
    [InlineData("{}", "nothing as \"model\"", "an object")]
    [InlineData("{\"model\": {\"type\": \"Unigram\"}}", "\"Unigram\" as model.type", "\"BPE\"")]
    [InlineData("{\"model\": {\"type\": \"BPE\", \"vocab\": 1}}", "a number as \"vocab\"", "an object")]
    [InlineData("{\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"x\"}}}", "the splitting pattern \"x\"", "Qwen2's")]
    [InlineData("{\"pre_tokenizer\": {\"pretokenizers\": [{\"pattern\": {\"Regex\": \"x\"}}]}}", "the splitting pattern \"x\"", "Qwen2's")]
    public void Load_MalformedTokenizerJson_SaysWhatIsWrong(string json, string found, string expected)
    {
        _small.Delete("vocab.json");
        _small.Write("tokenizer.json", json);
        AssertRefused("tokenizer.json", found, expected);
    }

    [Fact]
    public void Load_TokenizerJsonMergeOfThree_NamesThePlace()
    {
        JsonObject json = SmallTokenizer.TokenizerJson(mergesAsPairs: true);
        json["model"]!["merges"]!.AsArray().Insert(1, new JsonArray("a", "b", "c"));
        LeaveOnlyTokenizerJson(json);
        AssertRefused("tokenizer.json", "an array as model.merges[1]", "[\"left\", \"right\"]");
    }

    private static JsonObject RealTokenizerJson(bool mergesAsPairs)
    {
        IEnumerable<string> lines = File.ReadLines(SharedFixtures.Require("qwen2-tokenizer", "merges.txt")).Skip(1);
        JsonNode config = JsonNode.Parse(File.ReadAllText(SharedFixtures.Require("qwen2-tokenizer", "tokenizer_config.json")))!;
        JsonArray added = [];
        foreach ((string id, JsonNode? token) in config["added_tokens_decoder"]!.AsObject())
        {
            JsonObject entry = token!.DeepClone().AsObject();
            entry["id"] = int.Parse(id, System.Globalization.CultureInfo.InvariantCulture);
            added.Add(entry);
        }

        return new JsonObject
        {
            ["added_tokens"] = added,
            ["pre_tokenizer"] = new JsonObject { ["pattern"] = new JsonObject { ["Regex"] = TokenizerJson.PublishedPattern } },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["vocab"] = JsonNode.Parse(File.ReadAllText(SharedFixtures.Require("qwen2-tokenizer", "vocab.json"))),
                ["merges"] = new JsonArray([.. lines.Where(line => line.Length > 0).Select(line => SmallTokenizer.MergeNode(line, mergesAsPairs))]),
            },
        };
    }

    private void LeaveOnlyTokenizerJson(JsonObject json)
    {
        _small.Delete("vocab.json");
        _small.Delete("merges.txt");
        _small.Delete("tokenizer_config.json");
        _small.Write("tokenizer.json", json.ToJsonString());
    }

    private void AssertRefused(string file, string found, string expected)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(_small.Load);
        Assert.Equal(_small.PathOf(file), error.Path);
        Assert.Contains($"found {found}", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message[error.Message.IndexOf("; expected", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }
}
