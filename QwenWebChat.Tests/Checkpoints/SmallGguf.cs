using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>A GGUF file of a Qwen2 model of one layer, of which a test changes a key or a tensor or two.</summary>
internal static class SmallGguf
{
    public const int VocabularySize = 272;
    public const int EndOfText = 258;
    public const int ImStart = 259;
    public const int ImEnd = 260;
    public const int ToolCall = 261;

    public static readonly string[] Merges = ["h e", "l l"];

    /// <summary>Keys, tokenizer and all tensors, in F32; the head is tied.</summary>
    public static RawGguf Create()
    {
        RawGguf file = WithKeys();
        string[] tokens = Tokens();
        file.Set("tokenizer.ggml.tokens", tokens);
        file.Set("tokenizer.ggml.token_type", TokenTypes(tokens));
        file.Set("tokenizer.ggml.merges", Merges);
        file.Set("tokenizer.ggml.eos_token_id", (uint)ImEnd);
        AddTensors(file);
        return file;
    }

    /// <summary>What describes the model, without a tokenizer.</summary>
    public static RawGguf WithKeys() => new RawGguf()
        .Set("general.architecture", "qwen2")
        .Set("general.alignment", 32u)
        .Set("qwen2.block_count", 1u)
        .Set("qwen2.context_length", 128u)
        .Set("qwen2.embedding_length", 8u)
        .Set("qwen2.feed_forward_length", 12u)
        .Set("qwen2.attention.head_count", 2u)
        .Set("qwen2.attention.head_count_kv", 1u)
        .Set("qwen2.attention.layer_norm_rms_epsilon", 1e-6f)
        .Set("qwen2.rope.freq_base", 1e6f)
        .Set("tokenizer.ggml.model", "gpt2")
        .Set("tokenizer.ggml.pre", "qwen2");

    /// <summary>256 byte tokens, two merged ones, four added ones, one of padding.</summary>
    public static string[] Tokens() =>
    [
        .. Enumerable.Range(0, 256).Select(value => ByteAlphabet.CharacterOf((byte)value).ToString()),
        "he", "ll", "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "[PAD262]",
    ];

    public static int[] TokenTypes(string[] tokens) =>
        [.. tokens.Select(token => token.StartsWith("<|", StringComparison.Ordinal) ? 3 : token.Length < 3 ? 1 : token[0] == '<' ? 4 : 5)];

    /// <summary>Every tensor a layer has; the values of each begin with its place among them.</summary>
    private static void AddTensors(RawGguf file)
    {
        int number = 0;
        Add(file, "token_embd.weight", number++, 8, VocabularySize);
        Add(file, "blk.0.attn_norm.weight", number++, 8);
        Add(file, "blk.0.attn_q.weight", number++, 8, 8);
        Add(file, "blk.0.attn_q.bias", number++, 8);
        Add(file, "blk.0.attn_k.weight", number++, 8, 4);
        Add(file, "blk.0.attn_k.bias", number++, 4);
        Add(file, "blk.0.attn_v.weight", number++, 8, 4);
        Add(file, "blk.0.attn_v.bias", number++, 4);
        Add(file, "blk.0.attn_output.weight", number++, 8, 8);
        Add(file, "blk.0.ffn_norm.weight", number++, 8);
        Add(file, "blk.0.ffn_gate.weight", number++, 8, 12);
        Add(file, "blk.0.ffn_up.weight", number++, 8, 12);
        Add(file, "blk.0.ffn_down.weight", number++, 12, 8);
        Add(file, "output_norm.weight", number, 8);
    }

    private static void Add(RawGguf file, string name, int number, params ulong[] dimensions)
    {
        float[] values = new float[dimensions.Aggregate(1UL, (product, size) => product * size)];
        values[0] = number;
        file.Add(name, RawGguf.F32, dimensions, [.. values.SelectMany(BitConverter.GetBytes)]);
    }
}
