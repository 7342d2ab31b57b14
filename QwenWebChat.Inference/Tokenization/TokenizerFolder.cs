using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Finds and reads the tokenizer files of a Hugging Face checkpoint: vocab.json with merges.txt, or else
/// tokenizer.json; the added tokens of tokenizer_config.json, or else of tokenizer.json.
/// </summary>
internal static class TokenizerFolder
{
    /// <summary>Reads and checks the tokenizer of a folder.</summary>
    /// <exception cref="CheckpointException">A file is missing, damaged, or contradicts another.</exception>
    public static TokenizerContents Read(string folder)
    {
        string vocabPath = Path.Combine(folder, "vocab.json");
        string mergesPath = Path.Combine(folder, "merges.txt");
        string tokenizerPath = Path.Combine(folder, "tokenizer.json");
        if (File.Exists(vocabPath) && File.Exists(mergesPath))
        {
            Dictionary<string, int> vocabulary = JsonFile.Read(vocabPath, root => VocabularyReader.Read(root, vocabPath));
            IReadOnlyList<string> merges = ReadMerges(mergesPath, vocabulary);
            return new TokenizerContents(vocabPath, vocabulary, merges, ReadAddedTokens(folder, vocabulary));
        }

        if (File.Exists(tokenizerPath))
        {
            (Dictionary<string, int> vocabulary, IReadOnlyList<string> merges) =
                JsonFile.Read(tokenizerPath, root => TokenizerJson.ReadModel(root, tokenizerPath));
            return new TokenizerContents(tokenizerPath, vocabulary, merges, ReadAddedTokens(folder, vocabulary));
        }

        string missing = File.Exists(vocabPath) ? mergesPath : vocabPath;
        throw new CheckpointException(missing, "no such file", "vocab.json with merges.txt, or tokenizer.json");
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
                // Only the head is a comment: "# #" further down is a merge.
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

    private static List<AddedToken> ReadAddedTokens(string folder, Dictionary<string, int> vocabulary)
    {
        string configPath = Path.Combine(folder, "tokenizer_config.json");
        string tokenizerPath = Path.Combine(folder, "tokenizer.json");
        bool hasConfig = File.Exists(configPath);
        if (hasConfig && JsonFile.Read(configPath, root => AddedTokenReader.ReadConfig(root, configPath)) is { } configured)
        {
            AddedTokenReader.Check(configured, vocabulary, configPath);
            return configured;
        }

        if (File.Exists(tokenizerPath)
            && JsonFile.Read(tokenizerPath, root => AddedTokenReader.ReadTokenizer(root, tokenizerPath)) is { } listed)
        {
            AddedTokenReader.Check(listed, vocabulary, tokenizerPath);
            return listed;
        }

        throw new CheckpointException(
            configPath,
            hasConfig ? "no added_tokens_decoder" : "no such file",
            "added_tokens_decoder in tokenizer_config.json, or added_tokens in tokenizer.json");
    }
}
