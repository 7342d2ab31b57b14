namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Finds and reads the tokenizer files of a Hugging Face checkpoint: vocab.json with merges.txt, or else
/// tokenizer.json; the added tokens of tokenizer_config.json, or else of tokenizer.json.
/// </summary>
internal static class TokenizerFolder
{
    private const string TemplateFileName = "chat_template.jinja";
    private const string Expected = "a JSON object";

    /// <summary>Reads and checks the tokenizer of a folder.</summary>
    /// <exception cref="CheckpointException">A file is missing, damaged, or contradicts another.</exception>
    public static TokenizerContents Read(string folder)
    {
        TokenizerConfig config = TokenizerConfig.Load(folder);
        string vocabPath = Path.Combine(folder, "vocab.json");
        string mergesPath = Path.Combine(folder, "merges.txt");
        string tokenizerPath = Path.Combine(folder, "tokenizer.json");
        if (File.Exists(vocabPath) && File.Exists(mergesPath))
        {
            Dictionary<string, int> vocabulary = CheckpointJson.ReadFile(vocabPath, Expected, root => VocabularyReader.Read(root, vocabPath));
            return Contents(folder, config, vocabPath, vocabulary, ReadMerges(mergesPath, vocabulary));
        }

        if (File.Exists(tokenizerPath))
        {
            (Dictionary<string, int> vocabulary, IReadOnlyList<string> merges) =
                CheckpointJson.ReadFile(tokenizerPath, Expected, root => TokenizerJson.ReadModel(root, tokenizerPath));
            return Contents(folder, config, tokenizerPath, vocabulary, merges);
        }

        string missing = File.Exists(vocabPath) ? mergesPath : vocabPath;
        throw new CheckpointException(missing, "no such file", "vocab.json with merges.txt, or tokenizer.json");
    }

    private static TokenizerContents Contents(
        string folder, TokenizerConfig config, string source, Dictionary<string, int> vocabulary, IReadOnlyList<string> merges) =>
        new(source, vocabulary, merges, ReadAddedTokens(folder, config, vocabulary))
        {
            BeginToken = config.BeginToken,
            EndToken = config.EndToken,
            Template = ReadTemplate(folder, config),
        };

    // The separate file is the newer form and has precedence over the configuration, as in transformers.
    private static TemplateText? ReadTemplate(string folder, TokenizerConfig config)
    {
        string path = Path.Combine(folder, TemplateFileName);
        if (!File.Exists(path))
        {
            return config.ChatTemplate is { } text ? new TemplateText(TokenizerConfig.FileName, text) : null;
        }

        try
        {
            // One more character than the maximum is enough: a longer template is rejected anyway.
            using StreamReader reader = new(path);
            char[] characters = new char[TemplateText.MaxCharacters + 1];
            return new TemplateText(TemplateFileName, new string(characters, 0, reader.ReadBlock(characters)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"a file that cannot be read ({error.Message})", "a readable file", error);
        }
    }

    private static IReadOnlyList<string> ReadMerges(string path, Dictionary<string, int> vocabulary)
    {
        MergeList merges = new(path, vocabulary);
        try
        {
            int number = 0;
            foreach (string line in File.ReadLines(path))
            {
                number++;
                // Only the first lines are comments: "# #" further down is a merge.
                bool isHead = number == 1 && line.StartsWith("#version", StringComparison.Ordinal);
                if (!isHead && line.Length > 0)
                {
                    merges.Add(line, $"line {number}");
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"a file that cannot be read ({error.Message})", "a readable file", error);
        }

        return merges.Merges;
    }

    private static List<AddedToken> ReadAddedTokens(string folder, TokenizerConfig config, Dictionary<string, int> vocabulary)
    {
        string configPath = Path.Combine(folder, TokenizerConfig.FileName);
        string tokenizerPath = Path.Combine(folder, "tokenizer.json");
        if (config.AddedTokens is { } configured)
        {
            AddedTokenReader.Check(configured, vocabulary, configPath);
            return configured;
        }

        if (File.Exists(tokenizerPath)
            && CheckpointJson.ReadFile(tokenizerPath, Expected, root => AddedTokenReader.ReadTokenizer(root, tokenizerPath)) is { } listed)
        {
            AddedTokenReader.Check(listed, vocabulary, tokenizerPath);
            return listed;
        }

        throw new CheckpointException(
            configPath,
            File.Exists(configPath) ? "no added_tokens_decoder" : "no such file",
            "added_tokens_decoder in tokenizer_config.json, or added_tokens in tokenizer.json");
    }
}
