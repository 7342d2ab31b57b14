using QwenWebChat.ReadingBench;

namespace QwenWebChat.Tests.ReadingBench;

public sealed class TextWordsTests
{
    [Theory]
    [InlineData("Don't stop, e-mail 3.5!", new[] { "don", "t", "stop", "e", "mail", "3", "5" })]
    [InlineData("oﬃce ＡＢ１ ²", new[] { "office", "ab1", "2" })]
    [InlineData("in\u00ADfor\u200Bmal", new[] { "informal" })]
    [InlineData("e\u0301t\u00E9", new[] { "\u00E9t\u00E9" })]
    [InlineData("हिन्दी पाठ", new[] { "हिन्दी", "पाठ" })]
    [InlineData("日本語のPDF、3章", new[] { "日", "本", "語", "の", "pdf", "3", "章" })]
    [InlineData("𠀀𠀁", new[] { "𠀀", "𠀁" })]
    [InlineData("한국어", new[] { "한", "국", "어" })]
    [InlineData(" \n—…", new string[0])]
    public void Of_Text_GivesFoldedWords(string text, string[] words) => Assert.Equal(words, TextWords.Of(text));

    [Fact]
    public void Of_HalvesOfSurrogatePairs_PartsWords() => Assert.Equal(["a", "b"], TextWords.Of("a\uD800b\uDC00"));
}
