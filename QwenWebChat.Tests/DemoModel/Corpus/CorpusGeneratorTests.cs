using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using QwenWebChat.DemoModel.Corpus;

namespace QwenWebChat.Tests.DemoModel.Corpus;

[Slow]
public sealed partial class CorpusGeneratorTests
{
    private const int SampleCount = 5_000;

    public static TheoryData<Skill, Language> Kinds
    {
        get
        {
            var kinds = new TheoryData<Skill, Language>();
            foreach (Skill skill in Enum.GetValues<Skill>())
            {
                kinds.Add(skill, Language.English);
                kinds.Add(skill, Language.Chinese);
            }

            return kinds;
        }
    }

    [Theory]
    [InlineData(Split.Train)]
    [InlineData(Split.Test)]
    public void Generate_SameSeed_SameSamples(Split split) => Assert.Equal(
        new CorpusGenerator(5).Generate(split).Take(300).Select(Write),
        new CorpusGenerator(5).Generate(split).Take(300).Select(Write));

    [Fact]
    public void Generate_OtherSeed_OtherSamples() => Assert.NotEqual(
        new CorpusGenerator(5).Generate(Split.Train).Take(50).Select(Write),
        new CorpusGenerator(6).Generate(Split.Train).Take(50).Select(Write));

    [Fact]
    public void Generate_AllSkills_MixesSkillsAndLanguages()
    {
        Sample[] samples = [.. new CorpusGenerator(1).Generate(Split.Train).Take(SampleCount)];

        Assert.All(Kinds, kind => Assert.Contains(samples, sample => sample.Skill == kind.Data.Item1 && sample.Language == kind.Data.Item2));
        Assert.InRange(samples.Count(sample => sample.Language == Language.Chinese) / (double)samples.Length, 0.45, 0.55);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Generate_BothSplits_ShareNoContent(Skill skill, Language language)
    {
        HashSet<string> train = [.. Draw(Split.Train, skill, language).Select(Content)];

        Assert.DoesNotContain(Draw(Split.Test, skill, language).Take(1_000).Select(Content), train.Contains);
    }

    // One test for all that holds of a sample, because drawing the samples takes most of its time.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Generate_EverySample_IsCompleteInItsLanguageAndBounded(Skill skill, Language language) =>
        Assert.All(Draw(Split.Train, skill, language), sample =>
        {
            string text = Write(sample);
            Assert.All(sample.MustContain, part => Assert.Contains(part, sample.Turns[^1].Assistant, StringComparison.Ordinal));
            Assert.True(sample.MustContain.Count > 0 || skill is Skill.JsonExtraction or Skill.SmallTalk);
            Assert.Equal(language == Language.Chinese, ChineseText().IsMatch(text));
            Assert.DoesNotMatch(TemplateLeft(), text);
            Assert.All(sample.Turns, turn => Assert.False(string.IsNullOrWhiteSpace(turn.User) || string.IsNullOrWhiteSpace(turn.Assistant)));

            // 900 tokens are some 4,000 English characters or 1,500 Chinese ones.
            Assert.InRange(text.Length, 6, language == Language.English ? 4_000 : 1_500);
        });

    [Theory]
    [InlineData(Skill.Summary)]
    [InlineData(Skill.SummaryMerge)]
    [InlineData(Skill.Quotation)]
    public void Generate_CopyingSkill_SourceHoldsWhatTheAnswerMust(Skill skill) =>
        Assert.All(Draw(Split.Train, skill, Language.Chinese).Concat(Draw(Split.Train, skill, Language.English)), sample =>
            Assert.All(sample.MustContain, part => Assert.Contains(part, sample.Turns[^1].User, StringComparison.OrdinalIgnoreCase)));

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void Generate_JsonExtraction_AnswerIsTheSchemaAndCopiesTheSentence(Language language) =>
        Assert.All(Draw(Split.Train, Skill.JsonExtraction, language), sample =>
        {
            using JsonDocument json = JsonDocument.Parse(sample.Turns[0].Assistant);
            JsonProperty[] fields = [.. json.RootElement.EnumerateObject()];
            Assert.Equal(["product", "color", "memory", "budget", "intent"], fields.Select(field => field.Name));
            Assert.True(fields[3].Value.ValueKind is JsonValueKind.Number or JsonValueKind.Null);
            Assert.Contains(fields[4].Value.GetString(), new[] { "buy", "return", "ask_price", "compare", "repair" });
            Assert.All(fields[..4].Where(field => field.Value.ValueKind != JsonValueKind.Null), field =>
                Assert.Contains(field.Value.ToString(), sample.Turns[0].User, StringComparison.Ordinal));
        });

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void Generate_Arithmetic_EveryStepIsRight(Language language) =>
        Assert.All(Draw(Split.Train, Skill.Arithmetic, language), sample =>
        {
            string answer = sample.Turns[0].Assistant;
            MatchCollection sums = Equation().Matches(answer);
            Assert.True(sums.Count >= 2, answer);
            Assert.All(sums, sum => Assert.True(Evaluate(sum.Groups[1].Value) == Parse(sum.Groups[2].Value), answer));

            // The digits written, from the ones upward, are the result.
            string digits = string.Concat(Written().Matches(answer).Reverse().Select(match => match.Groups[1].Value));
            Assert.Equal(Parse(sums[^1].Groups[2].Value), Parse(digits));
            Assert.All(Operand().Matches(sums[^1].Groups[1].Value), operand =>
                Assert.Contains(operand.Value, sample.Turns[0].User, StringComparison.Ordinal));
        });

    private static IEnumerable<Sample> Draw(Split split, Skill skill, Language language) =>
        new CorpusGenerator(11).Generate(split, skill, language).Take(SampleCount);

    private static string Write(Sample sample) => string.Join('\n', sample.Turns.Select(turn => $"{turn.User}\n{turn.Assistant}"));

    // What the split is made by, read from the finished sample.
    private static string Content(Sample sample) => sample.Skill switch
    {
        Skill.JsonExtraction => sample.Turns[0].Assistant.Split(", \"intent\"")[0],
        Skill.Arithmetic => Equation().Matches(sample.Turns[0].Assistant)[^1].Value,
        Skill.Summary or Skill.SummaryMerge => string.Join('|', sample.MustContain.Take(sample.Skill == Skill.Summary ? 3 : int.MaxValue)),
        Skill.Quotation => sample.MustContain[0],
        Skill.FollowUp => Write(sample),
        _ => string.Concat(sample.Turns[0].User.Where(char.IsLetterOrDigit)).ToUpperInvariant(),
    };

    private static int Evaluate(string terms)
    {
        int value = 0;
        foreach (Match operand in Operand().Matches(terms))
        {
            bool isTaken = operand.Index > 1 && terms[operand.Index - 2] == '-';
            value += (isTaken ? -1 : 1) * Parse(operand.Value);
        }

        return value;
    }

    private static int Parse(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+(?: [+-] \d+)+) = (\d+)")]
    private static partial Regex Equation();

    [GeneratedRegex(@"(?:write|写) (\d+)")]
    private static partial Regex Written();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Operand();

    [GeneratedRegex(@"[\u4e00-\u9fff]")]
    private static partial Regex ChineseText();

    [GeneratedRegex(@"\{[a-z]+\}|\[[^\]]*\||\||[\[\]]")]
    private static partial Regex TemplateLeft();
}
