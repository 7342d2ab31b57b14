using QwenWebChat.DemoModel.Corpus;
using QwenWebChat.DemoModel.Training;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.DemoModel.Training;

public sealed class BatchStreamTests
{
    [Fact]
    public void Conversations_Samples_AreJoinedWithinTheirLanguageAndNoneIsLost()
    {
        BatchStream stream = new(new TrainingOptions { JoinedShare = 0.5 }, QwenTokenizer.Load(UntrainedModel.Folder));
        Sample[] samples = [.. new CorpusGenerator(1).Generate(Split.Train).Take(400)];

        Sample[] joined = [.. stream.Conversations(samples)];

        // One sample of each language may still wait.
        Assert.InRange(joined.Sum(sample => sample.Turns.Count), samples.Sum(sample => sample.Turns.Count) - 8, samples.Sum(sample => sample.Turns.Count));
        Assert.InRange(joined.Length, 200, 350);
        Assert.All(joined, sample => Assert.Equal(sample.Language == Language.Chinese, sample.Turns.All(HasChinese)));
    }

    private static bool HasChinese(ChatTurn turn) => (turn.User + turn.Assistant).Any(letter => letter is >= '\u3000' and <= '\uFFEF');
}
