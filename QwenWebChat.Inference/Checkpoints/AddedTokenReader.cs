using System.Globalization;
using System.Text.Json;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Reads the added tokens, from <c>added_tokens_decoder</c> of tokenizer_config.json or <c>added_tokens</c> of
/// tokenizer.json. Their strip and single-word flags are ignored: no Qwen2 token has one set.
/// </summary>
internal static class AddedTokenReader
{
    private const string Expected = "an object with \"content\" (a string) and, if any, \"special\" (true or false)";

    /// <summary>Reads the added tokens of tokenizer_config.json; null if it does not list them.</summary>
    public static List<AddedToken>? ReadConfig(JsonElement config, string path)
    {
        if (!config.TryGetProperty("added_tokens_decoder", out JsonElement decoder))
        {
            return null;
        }

        if (decoder.ValueKind != JsonValueKind.Object)
        {
            throw new CheckpointException(path, $"{CheckpointJson.Describe(decoder)} as added_tokens_decoder", "an object, added tokens by their ids");
        }

        List<AddedToken> tokens = [];
        foreach (JsonProperty entry in decoder.EnumerateObject())
        {
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || !VocabularyReader.IsId(id))
            {
                throw new CheckpointException(path, $"added_tokens_decoder[\"{entry.Name}\"]", "ids as keys");
            }

            tokens.Add(ReadToken(entry.Value, id, $"added_tokens_decoder[\"{entry.Name}\"]", path));
        }

        return [.. tokens.Distinct()];
    }

    /// <summary>Reads the added tokens of tokenizer.json; null if it does not list them.</summary>
    public static List<AddedToken>? ReadTokenizer(JsonElement tokenizer, string path)
    {
        if (!tokenizer.TryGetProperty("added_tokens", out JsonElement list))
        {
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new CheckpointException(path, $"{CheckpointJson.Describe(list)} as added_tokens", "an array");
        }

        List<AddedToken> tokens = [];
        foreach (JsonElement entry in list.EnumerateArray())
        {
            string place = $"added_tokens[{tokens.Count}]";
            JsonElement id = default;
            if (entry.ValueKind == JsonValueKind.Object)
            {
                entry.TryGetProperty("id", out id);
            }

            tokens.Add(ReadToken(entry, VocabularyReader.ReadId(id, place, path), place, path));
        }

        return [.. tokens.Distinct()];
    }

    /// <summary>Rejects added tokens that contradict each other or the vocabulary, or that lack the tokens of the chat template.</summary>
    public static void Check(IReadOnlyList<AddedToken> tokens, Dictionary<string, int> vocabulary, string path)
    {
        HashSet<string> texts = new(StringComparer.Ordinal);
        HashSet<int> ids = [];
        Dictionary<int, string> words = vocabulary.ToDictionary(entry => entry.Value, entry => entry.Key);
        foreach (AddedToken token in tokens)
        {
            if (!texts.Add(token.Text) || !ids.Add(token.Id))
            {
                throw new CheckpointException(path, $"\"{token.Text}\" or its id {token.Id} twice among the added tokens", "each once");
            }

            string? word = words.GetValueOrDefault(token.Id);
            if (word is not null && word != token.Text)
            {
                throw new CheckpointException(path, $"id {token.Id} for \"{token.Text}\", which the vocabulary gives \"{word}\"", "an id of its own");
            }

            if (vocabulary.TryGetValue(token.Text, out int id) && id != token.Id)
            {
                throw new CheckpointException(path, $"id {token.Id} for \"{token.Text}\", which has id {id} in the vocabulary", $"id {id}");
            }
        }

        foreach (string required in (ReadOnlySpan<string>)[AddedToken.ImStart, AddedToken.ImEnd])
        {
            if (!texts.Contains(required))
            {
                throw new CheckpointException(path, $"no added token \"{required}\"", "the tokens that the chat template is made of");
            }
        }
    }

    private static AddedToken ReadToken(JsonElement element, int id, string place, string path)
    {
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("content", out JsonElement content)
            || content.ValueKind != JsonValueKind.String
            || content.GetString() is not { Length: > 0 } text)
        {
            throw new CheckpointException(path, $"{place} without a text", Expected);
        }

        bool special = false;
        if (element.TryGetProperty("special", out JsonElement flag))
        {
            special = flag.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? flag.GetBoolean()
                : throw new CheckpointException(path, $"{CheckpointJson.Describe(flag)} as {place}.special", "true or false");
        }

        return new AddedToken(id, text, special);
    }
}
