using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>
/// Creates a synthetic GGUF file: every matrix in Q4_0, norms and biases in F32. Source of the keys:
/// gguf-py/gguf/constants.py in ggml-org/llama.cpp.
/// </summary>
internal static class GgufSynthesis
{
    private const uint F32 = 0;
    private const uint Q40 = 2;

    private const int MostlyQ40 = 2;
    private const int NormalToken = 1;
    private const int ControlToken = 3;
    private const int UserDefinedToken = 4;
    private const int UnusedToken = 5;

    public static GgufFile Create(Qwen2Config config, TokenizerContents tokenizer, string name)
    {
        GgufFile file = new();
        AddModel(file, config, name);
        AddTokenizer(file, tokenizer, config.VocabularySize);
        ulong seed = 0;
        foreach (TensorSpec spec in TensorSpec.For(config))
        {
            TensorContent content = spec.IsMatrix
                ? SyntheticTensors.Q40Blocks(seed, spec.ElementCount)
                : SyntheticTensors.WeightsOrOnes(spec, seed, value => value);
            file.Add(GgufNames.Of(spec.Name), spec.IsMatrix ? Q40 : F32, spec.Shape, content);
            seed++;
        }

        return file;
    }

    private static void AddModel(GgufFile file, Qwen2Config config, string name)
    {
        file.Add("general.architecture", "qwen2");
        file.Add("general.name", name);
        file.Add("general.alignment", GgufFile.Alignment);
        file.Add("general.file_type", MostlyQ40);
        file.Add("general.quantization_version", 2);
        file.Add("qwen2.block_count", config.LayerCount);
        file.Add("qwen2.context_length", config.MaxPositionEmbeddings);
        file.Add("qwen2.embedding_length", config.HiddenSize);
        file.Add("qwen2.feed_forward_length", config.IntermediateSize);
        file.Add("qwen2.attention.head_count", config.HeadCount);
        file.Add("qwen2.attention.head_count_kv", config.KeyValueHeadCount);
        file.Add("qwen2.rope.freq_base", (float)config.RopeTheta);
        file.Add("qwen2.attention.layer_norm_rms_epsilon", (float)config.RmsNormEps);
    }

    private static void AddTokenizer(GgufFile file, TokenizerContents tokenizer, int vocabularySize)
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

        file.Add("tokenizer.ggml.model", "gpt2");
        file.Add("tokenizer.ggml.pre", "qwen2");
        file.Add("tokenizer.ggml.tokens", tokens);
        file.Add("tokenizer.ggml.token_type", types);
        file.Add("tokenizer.ggml.merges", tokenizer.Merges);
        file.Add("tokenizer.ggml.add_bos_token", false);
        AddToken("tokenizer.ggml.eos_token_id", SpecialTokens.ImEndText);
        AddToken("tokenizer.ggml.padding_token_id", SpecialTokens.EndOfTextText);
        AddToken("tokenizer.ggml.bos_token_id", SpecialTokens.EndOfTextText);

        void AddToken(string key, string text)
        {
            if (tokenizer.Find(text) is { } id)
            {
                file.Add(key, id);
            }
        }
    }
}
