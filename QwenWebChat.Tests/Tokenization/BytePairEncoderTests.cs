using System.Text;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

public class BytePairEncoderTests
{
    private static readonly string[] Alphabets = ["a", "ab", "hello", "abcdef", "你好的", "a你", "𠮷𠮶a", "é你😀"];

    [Fact]
    public void EncodeInPieces_SmallVocabulary_EqualsWholeWord()
    {
        using SmallTokenizer small = new();
        AssertPiecesEqualWhole(EncoderOf(TokenizerFolder.Read(small.Folder)), rounds: 400);
    }

    [Fact]
    public void EncodeInPieces_RealVocabulary_EqualsWholeWord()
    {
        TokenizerContents contents = TokenizerFolder.Read(SharedFixtures.Require("qwen2-tokenizer"));
        AssertPiecesEqualWhole(EncoderOf(contents), rounds: 400);
    }

    [Fact]
    public void Encode_LongWordWithoutBlanks_TakesLinearTime()
    {
        using SmallTokenizer small = new();
        BytePairEncoder encoder = EncoderOf(TokenizerFolder.Read(small.Folder));
        List<int> ids = [];
        TimeSpan before = ThreadTime.Now;

        encoder.Encode(new string('a', 400_000), ids);

        // Measured: 0.1 s; merging it whole takes 10 s.
        Assert.Equal(100_000, ids.Count);
        Assert.InRange((ThreadTime.Now - before).TotalSeconds, 0, 4);
    }

    private static BytePairEncoder EncoderOf(TokenizerContents contents) => new(contents, TokenByteTable.Build(contents));

    private static void AssertPiecesEqualWhole(BytePairEncoder encoder, int rounds)
    {
        Random random = new(11);
        for (int round = 0; round < rounds; round++)
        {
            string word = RandomWord(random, Alphabets[round % Alphabets.Length]);
            List<int> pieces = [];
            encoder.EncodeInPieces(word, random.Next(1, 40), pieces);
            Assert.Equal(encoder.EncodeWhole(word), pieces);
        }
    }

    private static string RandomWord(Random random, string alphabet)
    {
        Rune[] runes = [.. alphabet.EnumerateRunes()];
        StringBuilder word = new();
        for (int count = random.Next(1, 200); count > 0; count--)
        {
            word.Append(runes[random.Next(runes.Length)]);
        }

        return word.ToString();
    }
}
