using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.DemoModel.Tokenizers;

/// <summary>Writes a byte-level BPE tokenizer as in a Hugging Face checkpoint, with ChatML's special tokens last.</summary>
public static class TokenizerFiles
{
    private const int ByteCount = 256;

    // Chinese stays readable in the file.
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tokens of ChatML, in the order of their ids.</summary>
    public static IReadOnlyList<string> SpecialTexts { get; } = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

    /// <summary>Writes vocab.json, merges.txt and tokenizer_config.json.</summary>
    /// <param name="merges">Pairs of earlier ids in order of rank: bytes are 0 to 255, merge i makes 256 + i.</param>
    public static void Write(string folder, IReadOnlyList<(int Left, int Right)> merges)
    {
        List<string> tokens = [.. Enumerable.Range(0, ByteCount).Select(value => ByteAlphabet.CharacterOf((byte)value).ToString())];
        StringBuilder lines = new("#version: 0.2\n");
        foreach ((int left, int right) in merges)
        {
            lines.Append(tokens[left]).Append(' ').Append(tokens[right]).Append('\n');
            tokens.Add(tokens[left] + tokens[right]);
        }

        JsonObject vocabulary = [];
        for (int id = 0; id < tokens.Count; id++)
        {
            vocabulary[tokens[id]] = id;
        }

        JsonObject added = [];
        for (int i = 0; i < SpecialTexts.Count; i++)
        {
            added[$"{tokens.Count + i}"] = new JsonObject { ["content"] = SpecialTexts[i], ["special"] = true };
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "merges.txt"), lines.ToString());
        WriteJson(folder, "vocab.json", vocabulary);
        WriteJson(folder, "tokenizer_config.json", new JsonObject
        {
            ["added_tokens_decoder"] = added,
            ["eos_token"] = "<|im_end|>",
            ["pad_token"] = "<|endoftext|>",
            ["tokenizer_class"] = "Qwen2Tokenizer",
        });
    }

    /// <summary>Writes one of the folder's JSON files.</summary>
    public static void WriteJson(string folder, string name, JsonNode content) =>
        File.WriteAllText(Path.Combine(folder, name), content.ToJsonString(Format) + "\n");
}
