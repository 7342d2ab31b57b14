using System.Text.Encodings.Web;
using System.Text.Json;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>The tokenizer of a synthetic checkpoint: an existing one, or the smallest that the loader accepts.</summary>
internal static class SyntheticTokenizer
{
    private const int ByteCount = 256;

    // The id of <|endoftext|> in Qwen2.5; the other two follow it.
    private const int PublishedEndOfText = 151_643;

    private static readonly string[] SpecialTexts = [SpecialTokens.EndOfTextText, SpecialTokens.ImStartText, SpecialTokens.ImEndText];

    // The file is for machines, but a vocabulary in \u escapes would be twice as long.
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Creates one token for each byte, no merges, and ChatML's special tokens, at Qwen2.5's ids if the vocabulary includes
    /// them and otherwise last. All other ids are unused.
    /// </summary>
    public static TokenizerContents Bytes(int vocabularySize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, ByteCount + SpecialTexts.Length);
        int firstSpecial = Math.Min(PublishedEndOfText, vocabularySize - SpecialTexts.Length);
        return new TokenizerContents(
            "256 byte tokens",
            Enumerable.Range(0, ByteCount).ToDictionary(value => ByteAlphabet.CharacterOf((byte)value).ToString()),
            [],
            [.. SpecialTexts.Select((text, i) => new AddedToken(firstSpecial + i, text, Special: true))]);
    }

    /// <summary>Loads the tokenizer of a folder.</summary>
    /// <exception cref="CheckpointException">The tokenizer cannot be read, or has more ids than the model has rows.</exception>
    public static TokenizerContents Load(string folder, int vocabularySize)
    {
        TokenizerContents contents = TokenizerFolder.Read(folder);
        int highest = Math.Max(contents.Vocabulary.Values.Max(), contents.AddedTokens.Max(token => token.Id));
        return highest < vocabularySize
            ? contents
            : throw new CheckpointException(folder, $"a tokenizer with ids up to {highest}", $"ids below the {vocabularySize} rows of the shape's embedding");
    }

    /// <summary>Returns the id of an added token, or null.</summary>
    public static int? Find(this TokenizerContents tokenizer, string text) =>
        tokenizer.AddedTokens.FirstOrDefault(token => token.Text == text)?.Id;

    /// <summary>Writes vocab.json, merges.txt and tokenizer_config.json.</summary>
    public static void Write(this TokenizerContents tokenizer, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "vocab.json"), JsonSerializer.Serialize(tokenizer.Vocabulary.OrderBy(entry => entry.Value).ToDictionary(), Format));
        File.WriteAllText(Path.Combine(folder, "merges.txt"), string.Concat(tokenizer.Merges.Prepend("#version: 0.2").Select(line => $"{line}\n")));
        Dictionary<int, object> added = tokenizer.AddedTokens.ToDictionary(token => token.Id, token => (object)new { content = token.Text, special = token.Special });
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), JsonSerializer.Serialize(new { added_tokens_decoder = added, tokenizer_class = "Qwen2Tokenizer" }, Format));
    }
}
