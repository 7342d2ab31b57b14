using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>
/// Writes a synthetic GGUF file: every matrix in Q4_0, norms and biases in F32. Source of the keys:
/// gguf-py/gguf/constants.py in ggml-org/llama.cpp.
/// </summary>
internal static class GgufSynthesis
{
    private const int MostlyQ40 = 2;

    private const int NormalToken = 1;
    private const int ControlToken = 3;
    private const int UserDefinedToken = 4;
    private const int UnusedToken = 5;

    public static (GgufHead Head, IReadOnlyList<TensorContent> Contents) Plan(Qwen2Config config, TokenizerContents tokenizer, string name)
    {
        GgufHead head = new();
        AddModel(head, config, name);
        AddTokenizer(head, tokenizer, config.VocabularySize);
        List<TensorContent> contents = [];
        foreach (TensorSpec spec in TensorSpec.For(config))
        {
            ulong seed = (ulong)contents.Count;
            TensorContent content = spec.IsMatrix
                ? SyntheticTensors.Q40Blocks(seed, spec.ElementCount)
                : SyntheticTensors.WeightsOrOnes(spec, seed, value => value);
            contents.Add(content);
            head.AddTensor(GgufNames.Of(spec.Name), spec.IsMatrix ? GgufTensorType.Q40 : GgufTensorType.F32, spec.Shape, content.ByteCount);
        }

        return (head, contents);
    }

    private static void AddModel(GgufHead head, Qwen2Config config, string name)
    {
        head.Add("general.architecture", "qwen2");
        head.Add("general.name", name);
        head.Add("general.alignment", GgufHead.Alignment);
        head.Add("general.file_type", MostlyQ40);
        head.Add("general.quantization_version", 2);
        head.Add("qwen2.block_count", config.LayerCount);
        head.Add("qwen2.context_length", config.MaxPositionEmbeddings);
        head.Add("qwen2.embedding_length", config.HiddenSize);
        head.Add("qwen2.feed_forward_length", config.IntermediateSize);
        head.Add("qwen2.attention.head_count", config.HeadCount);
        head.Add("qwen2.attention.head_count_kv", config.KeyValueHeadCount);
        head.Add("qwen2.rope.freq_base", (float)config.RopeTheta);
        head.Add("qwen2.attention.layer_norm_rms_epsilon", (float)config.RmsNormEps);
    }

    private static void AddTokenizer(GgufHead head, TokenizerContents tokenizer, int vocabularySize)
    {
        // An id without a token still needs a unique text.
        string[] tokens = [.. Enumerable.Range(0, vocabularySize).Select(id => $"[PAD{id}]")];
        int[] types = [.. Enumerable.Repeat(UnusedToken, vocabularySize)];
        foreach ((string text, int id) in tokenizer.Vocabulary)
        {
            (tokens[id], types[id]) = (text, NormalToken);
        }

        foreach (AddedToken token in tokenizer.AddedTokens)
        {
            (tokens[token.Id], types[token.Id]) = (token.Text, token.Special ? ControlToken : UserDefinedToken);
        }

        head.Add("tokenizer.ggml.model", "gpt2");
        head.Add("tokenizer.ggml.pre", "qwen2");
        head.Add("tokenizer.ggml.tokens", tokens);
        head.Add("tokenizer.ggml.token_type", types);
        head.Add("tokenizer.ggml.merges", [.. tokenizer.Merges]);
        head.Add("tokenizer.ggml.add_bos_token", false);
        AddToken("tokenizer.ggml.eos_token_id", SpecialTokens.ImEndText);
        AddToken("tokenizer.ggml.padding_token_id", SpecialTokens.EndOfTextText);
        AddToken("tokenizer.ggml.bos_token_id", SpecialTokens.EndOfTextText);

        void AddToken(string key, string text)
        {
            if (tokenizer.Find(text) is { } id)
            {
                head.Add(key, id);
            }
        }
    }
}
