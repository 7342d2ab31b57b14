using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

/// <summary>
/// A byte-level tokenizer of a few merges in a temporary folder, so that tests run where the real vocabulary is not.
/// Byte tokens have ids 0 to 255, merges follow from 256 in their order, added tokens stand from 300 after a gap.
/// </summary>
internal sealed class SmallTokenizer : IDisposable
{
    public const int EndOfText = 300;
    public const int ImStart = 301;
    public const int ImEnd = 302;
    public const int ToolCall = 303;
    public const int ToolCallEnd = 304;

    public static readonly string[] Merges =
    [
        "h e", "l l", "he ll", "hell o", "Ġ w", "o r", "Ġw or", "a a", "aa aa", "b a", "aaaa b", "ä ½", "a b", "Ġ Ġ", "l d",
    ];

    public SmallTokenizer()
    {
        Folder = Directory.CreateTempSubdirectory("qwen-tokenizer-").FullName;
        Write("vocab.json", Vocabulary().ToJsonString());
        Write("merges.txt", "#version: 0.2\n" + string.Join('\n', Merges) + "\n");
        Write("tokenizer_config.json", new JsonObject { ["added_tokens_decoder"] = AddedTokensDecoder() }.ToJsonString());
    }

    public string Folder { get; }

    public static JsonObject Vocabulary()
    {
        JsonObject vocabulary = [];
        for (int value = 0; value < 256; value++)
        {
            vocabulary[ByteAlphabet.CharacterOf((byte)value).ToString()] = value;
        }

        foreach (string merge in Merges)
        {
            vocabulary[merge.Replace(" ", string.Empty, StringComparison.Ordinal)] = vocabulary.Count;
        }

        return vocabulary;
    }

    public static JsonArray AddedTokens() =>
    [
        AddedToken(EndOfText, "<|endoftext|>", special: true),
        AddedToken(ImStart, "<|im_start|>", special: true),
        AddedToken(ImEnd, "<|im_end|>", special: true),
        AddedToken(ToolCall, "<tool_call>", special: false),
        AddedToken(ToolCallEnd, "</tool_call>", special: false),
    ];

    public static JsonObject TokenizerJson(bool mergesAsPairs) => new()
    {
        ["added_tokens"] = AddedTokens(),
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["vocab"] = Vocabulary(),
            ["merges"] = new JsonArray([.. Merges.Select(merge => MergeNode(merge, mergesAsPairs))]),
        },
    };

    public static JsonNode MergeNode(string merge, bool asPair) =>
        asPair ? new JsonArray([.. merge.Split(' ').Select(part => (JsonNode)part)]) : merge;

    public QwenTokenizer Load() => QwenTokenizer.Load(Folder);

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    public void Delete(string file) => File.Delete(PathOf(file));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static JsonObject AddedToken(int id, string content, bool special) =>
        new() { ["id"] = id, ["content"] = content, ["special"] = special };

    private static JsonObject AddedTokensDecoder() =>
        new(AddedTokens().Select(token => KeyValuePair.Create(token!["id"]!.ToString(), (JsonNode?)token.DeepClone())));
}
