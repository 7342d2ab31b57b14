using System.Text.RegularExpressions;
using QwenWebChat.Benchmarks.Speculation;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Benchmarks.Speculation;

public sealed partial class SpeculationPromptTests
{
    private static readonly string Corpus = Path.Combine(BuiltApp.Repository, "tools", "QwenWebChat.Benchmarks", "Speculation", "Corpus");

    [Fact]
    public void Read_Corpus_HasTwentySamplesOfEachClassWithTextsOfTheirOwn()
    {
        IReadOnlyList<SpeculationPrompt> samples = SpeculationPrompt.Read(Corpus);

        Assert.Equal([("copying", 20), ("not-copying", 20)], samples.GroupBy(sample => sample.Class).Select(group => (group.Key, group.Count())));
        Assert.Equal(
            [("Summary", 5), ("Json", 5), ("Code", 5), ("Question", 5)],
            samples.Where(sample => sample.Class == "copying").GroupBy(sample => sample.Kind).Select(group => (group.Key, group.Count())));
        Assert.All(samples, sample => Assert.True(sample.Answer is { Length: > 0 }));
        Assert.Distinct(samples.Select(sample => sample.Answer));
        Assert.Distinct(samples.Select(sample => sample.Messages[^1].Content));
    }

    /// <summary>The app counts a quotation only if it stands in the document.</summary>
    [Fact]
    public void Read_Corpus_QuotesItsDocumentsExactly()
    {
        foreach (SpeculationPrompt sample in SpeculationPrompt.Read(Corpus).Where(sample => sample.Kind is "Summary" or "Question"))
        {
            string[] quotations = [.. Quotation().Matches(sample.Answer!).Select(match => match.Groups[1].Value)];

            Assert.True(quotations.Length > 2);
            Assert.All(quotations, quotation => Assert.Contains(quotation, string.Concat(sample.Messages.Select(message => message.Content)), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Read_SeveralTurns_EndsWithTheFirstAnswer()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("mine.jsonl"), """
            {"skill": "Question", "system": "Be brief.", "turns": [{"user": "A document."}, {"user": "A question."}]}

            {"skill": "Talk", "turns": [{"user": "Hello", "assistant": "Hi"}, {"user": "Bye", "assistant": "See you"}]}
            """);

        IReadOnlyList<SpeculationPrompt> samples = SpeculationPrompt.Read(folder.At("mine.jsonl"));

        Assert.Equal([("mine", "Question", (string?)null), ("mine", "Talk", "Hi")], samples.Select(sample => (sample.Class, sample.Kind, sample.Answer)));
        Assert.Equal([("system", "Be brief."), ("user", "A document."), ("user", "A question.")], samples[0].Messages.Select(message => (message.Role, message.Content!)));
        Assert.Equal([("user", "Hello")], samples[1].Messages.Select(message => (message.Role, message.Content!)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"skill": "A", "turns": []}""")]
    [InlineData("""{"skill": "A", "turns": [{"assistant": "Hi"}]}""")]
    [InlineData("not JSON")]
    public void Read_LineThatIsNoSample_IsNamed(string line)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("mine.jsonl"), "\n" + line);

        ArgumentException error = Assert.Throws<ArgumentException>(() => SpeculationPrompt.Read(folder.At("mine.jsonl")));

        Assert.StartsWith($"{folder.At("mine.jsonl")}, line 2 is not a sample", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SpeculationPrompt.Read(folder.At("none")));
    }

    [GeneratedRegex("<q>(.*?)</q>", RegexOptions.Singleline)]
    private static partial Regex Quotation();
}
