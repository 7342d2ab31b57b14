using System.Text.Json;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The parts of <c>tokenizer_config.json</c> that the engine uses; all are null if there is no such file.</summary>
internal sealed record TokenizerConfig
{
    /// <summary>The file's name in a model folder.</summary>
    public const string FileName = "tokenizer_config.json";

    public List<AddedToken>? AddedTokens { get; init; }

    /// <summary>The token that begins a text; Qwen's own files have none.</summary>
    public string? BeginToken { get; init; }

    /// <summary>The token that ends a text.</summary>
    public string? EndToken { get; init; }

    /// <summary>The Jinja template that renders messages as a prompt.</summary>
    public string? ChatTemplate { get; init; }

    /// <exception cref="CheckpointException">The file is damaged, or a value has the wrong type.</exception>
    public static TokenizerConfig Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return !File.Exists(path) ? new TokenizerConfig() : CheckpointJson.ReadFile(path, "a JSON object", root => new TokenizerConfig
        {
            AddedTokens = AddedTokenReader.ReadConfig(root, path),
            BeginToken = ReadToken(root, "bos_token", path),
            EndToken = ReadToken(root, "eos_token", path),
            ChatTemplate = ReadTemplate(root, path),
        });
    }

    // Older files write a token as an object with its flags.
    private static string? ReadToken(JsonElement root, string name, string path)
    {
        if (!root.TryGetProperty(name, out JsonElement token) || token.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return TextOf(token) ?? TextOf(token, "content")
            ?? throw new CheckpointException(path, $"{CheckpointJson.Describe(token)} as {name}", "a text, or an object with \"content\" (a text)");
    }

    // A list contains named templates; the one named default is for chats.
    private static string? ReadTemplate(JsonElement root, string path)
    {
        if (!root.TryGetProperty("chat_template", out JsonElement template) || template.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (template.ValueKind == JsonValueKind.Array)
        {
            JsonElement[] entries = [.. template.EnumerateArray()];
            if (entries.Length > 0 && Array.TrueForAll(entries, entry => TextOf(entry, "name") is not null && TextOf(entry, "template") is not null))
            {
                return TextOf(entries.FirstOrDefault(entry => TextOf(entry, "name") == "default", entries[0]), "template");
            }
        }

        return TextOf(template)
            ?? throw new CheckpointException(path, $"{CheckpointJson.Describe(template)} as chat_template", "a text, or a list of objects with \"name\" and \"template\"");
    }

    private static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? TextOf(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value) ? TextOf(value) : null;
}
