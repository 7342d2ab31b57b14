using System.Globalization;
using System.Text;
using System.Text.Json;
using Json.Schema;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Tests.Tokenization;

namespace QwenWebChat.Tests.Grammars;

/// <summary>
/// Answers drawn at random under a schema, checked by an independent validator. The variable QWENWEBCHAT_GRAMMAR_RUNS sets
/// how many are drawn of each schema.
/// </summary>
[Slow]
public sealed class SampledAnswerTests
{
    private const int MaxTokens = 1_500;

    private static readonly int Runs = int.TryParse(Environment.GetEnvironmentVariable("QWENWEBCHAT_GRAMMAR_RUNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int runs) ? runs : 6;

    [Fact]
    public void Answers_UnderRealSchemas_AreValid() => Check(RealSchemas.All);

    [Fact]
    public void Answers_UnderGeneratedSchemas_AreValid()
    {
        Random random = new(7);
        Check([.. Enumerable.Range(0, 20 * Runs).Select(_ => GeneratedSchema.Next(random, 3))], 1);
    }

    [Theory]
    [InlineData("date")]
    [InlineData("time")]
    [InlineData("date-time")]
    [InlineData("duration")]
    [InlineData("email")]
    [InlineData("hostname")]
    [InlineData("ipv4")]
    [InlineData("ipv6")]
    [InlineData("uri")]
    [InlineData("uri-reference")]
    [InlineData("uuid")]
    [InlineData("json-pointer")]
    [InlineData("relative-json-pointer")]
    public void Answers_UnderAFormat_AreValid(string format) => Check([$$"""{"type":"string","format":"{{format}}"}"""], 2 * Runs);

    private static void Check(IReadOnlyList<string> schemas, int? runs = null)
    {
        GrammarVocabulary vocabulary = Qwen2Fixture.RequireVocabulary();
        int ended = 0;
        for (int i = 0; i < schemas.Count; i++)
        {
            if (Record.Exception(() => Grammar.Schema(schemas[i])) is GrammarException { IsUnsatisfiable: true })
            {
                continue;
            }

            CompiledGrammar grammar = Grammar.Schema(schemas[i]);
            JsonSchema validator = JsonSchema.FromText(schemas[i]);
            for (int run = 0; run < (runs ?? Runs); run++)
            {
                if (Draw(grammar, vocabulary, new Random((i * 10_007) + run)) is { } answer)
                {
                    ended++;
                    using JsonDocument document = JsonDocument.Parse(answer);
                    Assert.True(validator.Evaluate(document.RootElement, new EvaluationOptions { RequireFormatValidation = true }).IsValid, $"{schemas[i]}\n{answer}");
                }
            }
        }

        Assert.True(ended > schemas.Count / 2, $"only {ended} answers of {schemas.Count} schemas ended");
    }

    // Draws as a model with flat logits would, but ends strings and lists more often. Null for an answer that has no end in time.
    private static string? Draw(CompiledGrammar grammar, GrammarVocabulary vocabulary, Random random)
    {
        int[] closing = [.. ((string[])["\"", "}", "]", "\"}", "\"]", "0", "1", ","]).Select(text => vocabulary.Encode(text)[0]), .. vocabulary.EndTokenIds];
        GrammarMatcher matcher = new(grammar, vocabulary);
        List<int> ids = [];
        while (!matcher.IsFinished)
        {
            if (ids.Count == MaxTokens)
            {
                return null;
            }

            TokenMask mask = matcher.Mask();
            int[] ends = random.Next(3) == 0 ? [.. closing.Where(mask.Contains)] : [];
            int id = ends.Length > 0 ? ends[random.Next(ends.Length)] : Any(mask, vocabulary.TokenCount, random);
            matcher.Accept(id);
            ids.Add(id);
        }

        return Encoding.UTF8.GetString([.. ids.SelectMany(id => vocabulary.BytesOf(id).ToArray())]);
    }

    private static int Any(TokenMask mask, int count, Random random)
    {
        int id = random.Next(count);
        while (!mask.Contains(id))
        {
            id = (id + 1) % count;
        }

        return id;
    }
}
