using System.Text.Json;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Reads vocabulary and merges from a tokenizer.json. Source: the serialization of huggingface/tokenizers; since
/// version 0.20 merges are ["left", "right"], before "left right".
/// </summary>
internal static class TokenizerJson
{
    /// <summary>
    /// The pattern that splits text into words, as published for Qwen2. Source: <c>PRETOKENIZE_REGEX</c> in
    /// huggingface/transformers, <c>tokenization_qwen2.py</c>.
    /// </summary>
    public const string PublishedPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public static (Dictionary<string, int> Vocabulary, IReadOnlyList<string> Merges) ReadModel(JsonElement root, string path)
    {
        RequireQwenPattern(root, path);
        JsonElement model = Require(root, "model", JsonValueKind.Object, path);
        if (model.TryGetProperty("type", out JsonElement type)
            && !(type.ValueKind == JsonValueKind.String && type.ValueEquals("BPE")))
        {
            throw new CheckpointException(path, $"{type.GetRawText()} as model.type", "\"BPE\"");
        }

        Dictionary<string, int> vocabulary = VocabularyReader.Read(Require(model, "vocab", JsonValueKind.Object, path), path);
        MergeList merges = new(path, vocabulary);
        foreach (JsonElement merge in Require(model, "merges", JsonValueKind.Array, path).EnumerateArray())
        {
            string place = $"model.merges[{merges.Merges.Count}]";
            merges.Add(ReadMerge(merge, place, path), place);
        }

        return (vocabulary, merges.Merges);
    }

    private static string ReadMerge(JsonElement merge, string place, string path)
    {
        if (merge.ValueKind == JsonValueKind.String)
        {
            return merge.GetString()!;
        }

        bool isPair = merge.ValueKind == JsonValueKind.Array
            && merge.GetArrayLength() == 2
            && merge.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String);
        return isPair
            ? $"{merge[0].GetString()} {merge[1].GetString()}"
            : throw new CheckpointException(path, $"{CheckpointJson.Describe(merge)} as {place}", "\"left right\" or [\"left\", \"right\"]");
    }

    // Other byte-level models (Llama 3, newer Qwen) split text differently; their ids would be silently wrong.
    private static void RequireQwenPattern(JsonElement root, string path)
    {
        if (!root.TryGetProperty("pre_tokenizer", out JsonElement preTokenizer) || preTokenizer.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        IEnumerable<JsonElement> steps =
            preTokenizer.TryGetProperty("pretokenizers", out JsonElement list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray()
                : [preTokenizer];
        foreach (JsonElement step in steps)
        {
            if (step.ValueKind == JsonValueKind.Object
                && step.TryGetProperty("pattern", out JsonElement pattern)
                && pattern.ValueKind == JsonValueKind.Object
                && pattern.TryGetProperty("Regex", out JsonElement regex)
                && regex.ValueKind == JsonValueKind.String
                && !regex.ValueEquals(PublishedPattern))
            {
                throw new CheckpointException(
                    path, $"the splitting pattern {regex.GetRawText()}", $"Qwen2's, {PublishedPattern}");
            }
        }
    }

    private static JsonElement Require(JsonElement owner, string name, JsonValueKind kind, string path)
    {
        if (owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == kind)
        {
            return value;
        }

        string expected = kind == JsonValueKind.Array ? "an array" : "an object";
        throw new CheckpointException(path, $"{CheckpointJson.Describe(value)} as \"{name}\"", expected);
    }
}
