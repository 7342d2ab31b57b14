using QwenWebChat.DemoModel.Tokenizers;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.DemoModel.Tokenizers;

public sealed class BpeTrainerTests
{
    [Fact]
    public void Train_MostFrequentPair_ComesFirst()
    {
        BpeTrainer trainer = new();
        trainer.Add("low low low lower newest");

        IReadOnlyList<(int Left, int Right)> merges = trainer.Train(3);

        // "lo" stands four times, as does "ow": the lower pair of ids goes first, then "lo" + "w".
        Assert.Equal([('l', 'o'), (256, 'w'), (' ', 257)], merges);
    }

    [Fact]
    public void Train_NothingOccursTwice_Ends()
    {
        BpeTrainer trainer = new();
        trainer.Add("abc");

        Assert.Empty(trainer.Train(10));
    }

    [Fact]
    public void Train_RunsOfOneLetter_CountNoPairTwice()
    {
        BpeTrainer trainer = new();
        trainer.Add("aaaa aaaa");

        Assert.Equal(('a', 'a'), trainer.Train(1)[0]);
        Assert.Equal((256, 256), trainer.Train(2)[1]);
    }

    [Fact]
    public void Write_TrainedTokenizer_IsReadAndRoundTrips()
    {
        BpeTrainer trainer = new();
        const string text = "the cat and the hat 你好，你好 and the end";
        trainer.Add(text);
        string folder = Directory.CreateTempSubdirectory("qwenwebchat-bpe-").FullName;

        TokenizerFiles.Write(folder, trainer.Train(40));
        QwenTokenizer tokenizer = QwenTokenizer.Load(folder);
        int[] ids = tokenizer.Encode(text);
        Directory.Delete(folder, recursive: true);

        Assert.Equal(text, tokenizer.Decode(ids));
        Assert.True(ids.Length < text.Length);
        Assert.Single(tokenizer.Encode("<|im_end|>", parseSpecial: true));
    }
}
