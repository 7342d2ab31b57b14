using QwenWebChat.DemoModel.Corpus;
using QwenWebChat.DemoModel.Training;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.DemoModel.Training;

public sealed class TrainingExampleTests
{
    [Fact]
    public void From_TwoTurns_WeighsAnswersAndTheirEndsAlone()
    {
        QwenTokenizer tokenizer = QwenTokenizer.Load(UntrainedModel.Folder);
        Sample sample = new(Skill.SmallTalk, Language.English, [new("Hi", "Hello"), new("Bye", "So long")]);

        TrainingExample example = TrainingExample.From(sample, tokenizer, promptWeight: 0);
        int[] learned = [.. example.Ids.Where((_, i) => example.Weights[i] == 1)];

        Assert.Equal("Hello<|im_end|>So long<|im_end|>", tokenizer.Decode(learned, skipSpecial: false));
        Assert.All(example.Weights, weight => Assert.True(weight is 0 or 1));
    }
}
