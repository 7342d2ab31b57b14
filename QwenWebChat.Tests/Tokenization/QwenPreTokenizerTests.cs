using System.Globalization;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

public class QwenPreTokenizerTests
{
    // Expected words: PRETOKENIZE_REGEX in the Python package `regex`, which matches characters, not UTF-16 units.
    [Theory]
    [InlineData("Hello, world!", "Hello|,| world|!")]
    [InlineData("a  b\n\n c", "a| | b|\n\n| c")]
    [InlineData("IT'S we'Ll x'y", "IT|'S| we|'Ll| x|'y")]
    [InlineData("it'ſ", "it|'ſ")]
    [InlineData("12a٣½", "1|2|a|٣|½")]
    [InlineData("a\u00A0b\u3000c\u200Bd", "a|\u00A0b|\u3000c|\u200Bd")]
    [InlineData("a\u0085\u2028b\u001Cc", "a|\u0085|\u2028b|\u001Cc")]
    [InlineData(" 𠮷𝒳a 𐐀", " 𠮷𝒳a| 𐐀")]
    [InlineData("😀abc!😀", "😀abc|!😀")]
    [InlineData("a𝟘𝟙🄋b", "a|𝟘|𝟙|🄋|b")]
    [InlineData(" 😀😀x", " 😀😀|x")]
    [InlineData("\U000E0041a\U0001D165b", "\U000E0041a|\U0001D165b")]
    public void WordEnds_Text_SplitsAsPublished(string text, string words)
    {
        Assert.Equal(words.Split('|'), Words(text));
    }

    [Fact]
    public void WordEnds_TurkishCulture_SplitsAlike()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            Assert.Equal(["I", "'LL", " it", "'D"], Words("I'LL it'D"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void WordEnds_MixedScripts_CoverTheTextWithoutGaps()
    {
        Random random = new(7);
        for (int i = 0; i < 2000; i++)
        {
            string text = MixedText.Next(random);
            Assert.Equal(text, string.Concat(Words(text)));
        }
    }

    private static List<string> Words(string text)
    {
        List<string> words = [];
        int start = 0;
        foreach (int end in QwenPreTokenizer.WordEnds(text))
        {
            words.Add(text[start..end]);
            start = end;
        }

        return words;
    }
}
