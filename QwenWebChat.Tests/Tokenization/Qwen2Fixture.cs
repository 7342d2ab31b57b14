using System.Text.Json;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

/// <summary>The real Qwen2 vocabulary, loaded once, and the reference's cases for it.</summary>
internal static class Qwen2Fixture
{
    private static readonly Lazy<QwenTokenizer> Loaded = new(() => QwenTokenizer.Load(SharedFixtures.Require("qwen2-tokenizer")));
    private static readonly Lazy<GrammarVocabulary> LoadedVocabulary = new(() => Loaded.Value.CreateGrammarVocabulary(Loaded.Value.EndTokenIds));

    /// <summary>The tokenizer, or the current test is reported as skipped.</summary>
    public static QwenTokenizer Require()
    {
        SharedFixtures.Require("qwen2-tokenizer", "vocab.json");
        return Loaded.Value;
    }

    /// <summary>The tokenizer's vocabulary for grammars, or the current test is reported as skipped.</summary>
    public static GrammarVocabulary RequireVocabulary()
    {
        Require();
        return LoadedVocabulary.Value;
    }

    public static IReadOnlyList<JsonElement> Cases(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedFixtures.Require("qwen2-tokenizer", file)));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    /// <summary>Every text of every case, for round trips.</summary>
    public static IReadOnlyList<string> Texts() =>
    [
        .. Cases("cases.json").Concat(Cases("more-cases.json")).Select(Text),
        .. Cases("chat-cases.json").Select(chat => chat.GetProperty("prompt").GetString()!),
    ];

    public static string Text(JsonElement element) => element.GetProperty("text").GetString()!;

    public static int[] Ids(JsonElement element) => [.. element.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
}
