namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Reads the tokenizer from the keys of a GGUF file. Source of the keys and the token types: gguf-py/gguf/constants.py
/// in ggml-org/llama.cpp.
/// </summary>
internal static class GgufTokenizer
{
    private const string Model = "tokenizer.ggml.model";
    private const string PreTokenizer = "tokenizer.ggml.pre";
    private const string Types = "tokenizer.ggml.token_type";
    private const string Merges = "tokenizer.ggml.merges";
    private const string Template = "tokenizer.chat_template";

    private const int Normal = 1;
    private const int Control = 3;
    private const int UserDefined = 4;
    private const int Unused = 5;

    /// <summary>Reads and checks the tokenizer of a file.</summary>
    /// <exception cref="CheckpointException">
    /// A key is missing, contradicts another, or belongs to an unsupported kind of tokenizer.
    /// </exception>
    public static TokenizerContents Read(GgufMetadata keys)
    {
        RequireQwen(keys);
        IReadOnlyList<string> tokens = keys.Texts(GgufGenerationReader.Tokens) ?? throw keys.Wrong(GgufGenerationReader.Tokens, "a list of texts");
        IReadOnlyList<int> types = keys.Integers(Types) ?? [.. Enumerable.Repeat(Normal, tokens.Count)];
        if (types.Count != tokens.Count)
        {
            throw keys.Wrong(Types, $"as many as tokens, {tokens.Count}");
        }

        Dictionary<string, int> vocabulary = new(tokens.Count, StringComparer.Ordinal);
        List<AddedToken> added = [];
        for (int id = 0; id < tokens.Count; id++)
        {
            string token = tokens[id];
            if (types[id] is Control or UserDefined)
            {
                added.Add(new AddedToken(id, NonEmpty(keys, token, id), Special: types[id] == Control));
            }
            else if (types[id] != Unused && !vocabulary.TryAdd(token, id))
            {
                throw new CheckpointException(keys.Path, $"token {GgufMetadata.Quote(token)} twice, as {vocabulary[token]} and {id}", "every token once");
            }
        }

        VocabularyReader.RequireAllBytes(vocabulary, keys.Path);
        AddedTokenReader.Check(added, vocabulary, keys.Path);
        return new TokenizerContents(keys.Path, vocabulary, ReadMerges(keys, vocabulary), added)
        {
            Template = keys.Text(Template) is { } template ? new TemplateText(Template, template) : null,
        };
    }

    // Other byte-level models split text differently; their ids would be silently wrong.
    private static void RequireQwen(GgufMetadata keys)
    {
        if (keys.Text(Model) is not "gpt2")
        {
            throw keys.Wrong(Model, "'gpt2', a byte-level vocabulary");
        }

        // Files written before llama.cpp supported pre-tokenizers say "default"; DeepSeek's distillations split as
        // Qwen2 does.
        if (keys.Text(PreTokenizer) is not (null or "qwen2" or "default" or "deepseek-r1-qwen"))
        {
            throw keys.Wrong(PreTokenizer, "'qwen2', the splitting of Qwen2 and Qwen2.5");
        }
    }

    private static string NonEmpty(GgufMetadata keys, string token, int id) => token.Length > 0
        ? token
        : throw new CheckpointException(keys.Path, $"token {id} without a text, though it is an added one", "a text for each added token");

    private static IReadOnlyList<string> ReadMerges(GgufMetadata keys, Dictionary<string, int> vocabulary)
    {
        MergeList merges = new(keys.Path, vocabulary);
        foreach (string merge in keys.Texts(Merges) ?? throw keys.Wrong(Merges, "a list of texts"))
        {
            merges.Add(merge, $"{Merges}[{merges.Merges.Count}]");
        }

        return merges.Merges;
    }
}
