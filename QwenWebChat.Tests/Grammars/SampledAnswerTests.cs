using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Tests.Engine;
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
    private const int MaxModelTokens = 300;
    private const int AtOnce = 16;

    // Such as pydantic's discriminator, which is an annotation.
    private static readonly BuildOptions Options = new() { Dialect = Dialect.Draft202012.With([], allowUnknownKeywords: true) };

    private static readonly int Runs = int.TryParse(Environment.GetEnvironmentVariable("QWENWEBCHAT_GRAMMAR_RUNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int runs) ? runs : 2;

    // Models are slower than chance: without the variable, one answer under every fourth schema.
    private static readonly (int Runs, int Step) OfModel = Runs == 2 ? (1, 4) : (Runs, 1);

    [Fact]
    public void Answers_UnderRealSchemas_AreValid() => Check(RealSchemas.All);

    [Fact]
    public void Answers_UnderGeneratedSchemas_AreValid()
    {
        Random random = new(7);
        Check([.. Enumerable.Range(0, 50 * Runs).Select(_ => GeneratedSchema.Next(random, 3))], 1);
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
    public void Answers_UnderAFormat_AreValid(string format) => Check([$$"""{"type":"string","format":"{{format}}"}"""], 5 * Runs);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answers_OfAModel_AreValid(bool isDemo)
    {
        using EngineRun run = await EngineRun.StartAsync(model: isDemo ? App.Models.DemoModel.Folder : null, options: isDemo ? new InferenceOptions() : null);
        int ended = 0;
        foreach ((string schema, int index)[] some in RealSchemas.All.Select((schema, index) => (schema, index)).Where(item => item.index % OfModel.Step == 0).SelectMany(item => Enumerable.Repeat(item, OfModel.Runs)).Chunk(AtOnce))
        {
            List<GenerationUpdate>[] answers = await Task.WhenAll(some.Select((item, number) =>
            {
                GenerationRequest request = run.Request(MaxModelTokens, temperature: 1.5, seed: (ulong)(item.index + number)) with { Grammar = Grammar.Schema(item.schema) };
                return run.AskAsync(request with { Sampling = request.Sampling with { IgnoreEndTokens = false } });
            }));
            foreach ((List<GenerationUpdate> answer, string schema) in answers.Zip(some.Select(item => item.schema)))
            {
                if (Assert.IsType<GenerationUpdate.Finished>(answer[^1]).Reason == FinishReason.Stop)
                {
                    ended++;
                    AssertValid(JsonSchema.FromText(schema, Options), schema, EngineRun.Text(answer));
                }
            }
        }

        Assert.True(ended > 10, $"only {ended} answers ended");
    }

    // The validator's expressions have a time limit: on a busy machine it calls a text invalid that was not matched in time, or
    // throws. A text that is really invalid fails every time.
    private static void AssertValid(JsonSchema validator, string schema, string answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        Assert.True(Enumerable.Range(0, 3).Any(_ => IsValid(validator, document)), $"{schema}\n{answer}");
    }

    private static bool IsValid(JsonSchema validator, JsonDocument document)
    {
        try
        {
            return validator.Evaluate(document.RootElement, new EvaluationOptions { RequireFormatValidation = true }).IsValid;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

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
            JsonSchema validator = JsonSchema.FromText(schemas[i], Options);
            for (int run = 0; run < (runs ?? Runs); run++)
            {
                if (Draw(grammar, vocabulary, new Random((i * 10_007) + run)) is { } answer)
                {
                    ended++;
                    AssertValid(validator, schemas[i], answer);
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
            string soFar = Encoding.UTF8.GetString([.. ids.SelectMany(known => vocabulary.BytesOf(known).ToArray())]);
            Assert.True(matcher.TryAccept(id), $"the mask allows {Encoding.UTF8.GetString(vocabulary.BytesOf(id))} after {soFar}");
            matcher.Prepare();
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
