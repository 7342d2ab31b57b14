using System.Text.Json;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Reads a vocabulary (token to id), either vocab.json or a part of tokenizer.json.</summary>
internal static class VocabularyReader
{
    // Far above any vocabulary, and low enough that a damaged id cannot cause an allocation of gigabytes.
    private const int MaxId = (1 << 24) - 1;

    public static Dictionary<string, int> Read(JsonElement vocabulary, string path)
    {
        Dictionary<string, int> ids = new(160_000, StringComparer.Ordinal);
        Dictionary<int, string> tokens = new(160_000);
        foreach (JsonProperty entry in vocabulary.EnumerateObject())
        {
            int id = ReadId(entry.Value, $"token \"{entry.Name}\"", path);
            // A token that stands twice has the same id twice: the file was checked for contradictions.
            if (ids.TryAdd(entry.Name, id) && !tokens.TryAdd(id, entry.Name))
            {
                throw new CheckpointException(
                    path, $"id {id} for both \"{tokens[id]}\" and \"{entry.Name}\"", "one token for each id");
            }
        }

        RequireAllBytes(ids, path);
        return ids;
    }

    /// <summary>Returns an id, or throws an error that names its owner.</summary>
    public static int ReadId(JsonElement element, string owner, string path)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int id) && IsId(id))
        {
            return id;
        }

        string found = element.ValueKind == JsonValueKind.Number ? element.GetRawText() : CheckpointJson.Describe(element);
        throw new CheckpointException(path, $"{found} as the id of {owner}", $"a whole number from 0 to {MaxId}");
    }

    public static bool IsId(int id) => id is >= 0 and <= MaxId;

    /// <summary>Requires a token for every byte: a byte without one would silently vanish from every text.</summary>
    public static void RequireAllBytes(Dictionary<string, int> ids, string path)
    {
        for (int value = 0; value < 256; value++)
        {
            string token = ByteAlphabet.CharacterOf((byte)value).ToString();
            if (!ids.ContainsKey(token))
            {
                throw new CheckpointException(
                    path, $"no token \"{token}\" for the byte 0x{value:X2}", "a byte-level vocabulary with a token for each of the 256 bytes");
            }
        }
    }
}
