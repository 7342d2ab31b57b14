using System.Text.Json;
using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Inference.Torch.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests;

/// <summary>
/// A placeholder with Qwen2.5-7B's depth and head grouping (28 layers, 7 query heads to a key/value head) and random
/// weights, about a million of them. It says nothing but syllables, at once and on any machine.
/// </summary>
internal static class UntrainedCheckpoint
{
    /// <summary>The folder's name, and so the model's.</summary>
    public const string Name = "untrained-placeholder";

    private const int ByteCount = 256;
    private const string Consonants = "bdfgklmnprstvz";
    private const string Vowels = "aeiou";

    /// <summary>Writes the checkpoint unless it is there already.</summary>
    /// <returns><paramref name="folder"/>.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static string Ensure(string folder)
    {
        if (File.Exists(Path.Combine(folder, Qwen2Config.FileName)))
        {
            return folder;
        }

        // Beside it first, so that a start that is cut short leaves no half checkpoint.
        string partial = folder + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        Directory.CreateDirectory(partial);
        WriteTokenizer(partial, out int vocabularySize, out int[] spoken);
        WriteJson(partial, "generation_config.json", GenerationConfig(vocabularySize));
        WriteJson(partial, Qwen2Config.FileName, Configuration(vocabularySize));
        WriteWeights(partial, spoken);
        Directory.Move(partial, folder);
        return folder;
    }

    private static JsonObject Configuration(int vocabularySize) => new()
    {
        ["architectures"] = new JsonArray("Qwen2ForCausalLM"),
        ["model_type"] = "qwen2",
        ["hidden_act"] = "silu",
        ["hidden_size"] = 56,
        ["intermediate_size"] = 152,
        ["num_hidden_layers"] = 28,
        ["num_attention_heads"] = 7,
        ["num_key_value_heads"] = 1,
        ["max_position_embeddings"] = 2048,
        ["rms_norm_eps"] = 1e-6,
        ["rope_theta"] = 1e6,
        ["tie_word_embeddings"] = false,
        ["torch_dtype"] = "bfloat16",
        ["vocab_size"] = vocabularySize,
        ["eos_token_id"] = vocabularySize - 1,
    };

    private static JsonObject GenerationConfig(int vocabularySize) => new()
    {
        ["do_sample"] = true,
        ["temperature"] = 0.7,
        ["top_p"] = 0.9,
        ["top_k"] = 20,
        ["repetition_penalty"] = 1.2,
        ["eos_token_id"] = new JsonArray(vocabularySize - 1, vocabularySize - 3),
        ["max_new_tokens"] = 512,
    };

    /// <param name="spoken">The ids that answers are made of: syllables, half of them with a space before, and the full stop.</param>
    private static void WriteTokenizer(string folder, out int vocabularySize, out int[] spoken)
    {
        char space = ByteAlphabet.CharacterOf((byte)' ');
        string[] syllables = [.. Consonants.SelectMany(consonant => Vowels.Select(vowel => $"{consonant} {vowel}"))];
        string[] merges = [.. syllables, .. syllables.Select(syllable => $"{space} {syllable.Remove(1, 1)}")];
        string[] tokens =
        [
            .. Enumerable.Range(0, ByteCount).Select(value => ByteAlphabet.CharacterOf((byte)value).ToString()),
            .. merges.Select(merge => merge.Remove(1, 1)),
        ];
        spoken = ['.', .. Enumerable.Range(ByteCount, merges.Length)];

        JsonObject vocabulary = [];
        for (int id = 0; id < tokens.Length; id++)
        {
            vocabulary[tokens[id]] = id;
        }

        string[] special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
        JsonObject added = [];
        for (int i = 0; i < special.Length; i++)
        {
            added[$"{tokens.Length + i}"] = new JsonObject { ["content"] = special[i], ["special"] = true };
        }

        vocabularySize = tokens.Length + special.Length;
        WriteJson(folder, "vocab.json", vocabulary);
        WriteJson(folder, "tokenizer_config.json", new JsonObject { ["added_tokens_decoder"] = added, ["tokenizer_class"] = "Qwen2Tokenizer" });
        File.WriteAllText(Path.Combine(folder, "merges.txt"), "#version: 0.2\n" + string.Join('\n', merges) + "\n");
    }

    private static void WriteWeights(string folder, int[] spoken)
    {
        using DisposeScope scope = NewDisposeScope();
        Generator random = new(20260101);
        SafetensorsWriter writer = new();
        foreach (TensorSpec spec in TensorSpec.For(Qwen2Config.Load(folder)))
        {
            long[] shape = [.. spec.Shape];
            Tensor values = spec switch
            {
                { Name: "lm_head.weight" } => Head(shape, spoken, random),
                { Name: var name } when name.EndsWith("norm.weight", StringComparison.Ordinal) => ones(shape),
                _ => randn(shape, generator: random).mul_(0.02.ToScalar()),
            };
            writer.Add(spec.Name, values.to(ScalarType.BFloat16));
        }

        writer.Write(Path.Combine(folder, "model.safetensors"));
    }

    /// <summary>Zero but for the spoken ids, whose logits then stand above the rest.</summary>
    private static Tensor Head(long[] shape, int[] spoken, Generator random)
    {
        // The final norm leaves a vector of length sqrt(hidden): logits of the spoken ids have a deviation of 2.
        double deviation = 2 / Math.Sqrt(shape[1]);
        Tensor head = zeros(shape);
        Tensor rows = tensor(spoken.Select(id => (long)id).ToArray());
        return head.index_copy_(0, rows, randn([spoken.Length, shape[1]], generator: random).mul_(deviation.ToScalar()));
    }

    private static void WriteJson(string folder, string name, JsonNode content) =>
        File.WriteAllText(Path.Combine(folder, name), content.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
}
