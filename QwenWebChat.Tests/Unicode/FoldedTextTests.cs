using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QwenWebChat.Documents.Unicode;

namespace QwenWebChat.Tests.Unicode;

public sealed class FoldedTextTests
{
    [Theory]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("É", "é")]
    [InlineData("ＡＢＣ１２", "abc12")]
    [InlineData("ｱ", "ア")]
    [InlineData("ｶﾞ", "ガ")]
    [InlineData("カ\u3099", "ガ")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("，：！", ",:!")]
    [InlineData("中文。", "中文。")]
    [InlineData("ﬁ ½", "fi 1⁄2")]
    [InlineData("Σς", "σσ")]
    [InlineData("", "")]
    public void Fold_OtherFormsOfACharacter_AreOne(string text, string folded) => Assert.Equal(folded, FoldedText.Fold(text));

    [Theory]
    [InlineData("x e\u0301 y", "é", "e\u0301")]
    [InlineData("… ＡＢＣ", "bc", "ＢＣ")]
    [InlineData("ﬁx", "i", "ﬁ")]
    [InlineData("ﬁx", "ix", "ﬁx")]
    [InlineData("ｶﾞｷﾞ", "ギ", "ｷﾞ")]
    [InlineData("a ½ b", "2 b", "½ b")]
    [InlineData("😀é😀", "é😀", "é😀")]
    [InlineData("plain", "lai", "lai")]
    public void SourceOf_Stretch_IsWholeCharactersOfTheSource(string text, string word, string found)
    {
        FoldedText folded = new(text);

        (int start, int end) = folded.SourceOf(folded.Text.IndexOf(word, StringComparison.Ordinal), word.Length);

        Assert.Equal(found, text[start..end]);
    }

    [Fact]
    public void SourceOf_AnyStretch_FoldsToWhatHoldsIt()
    {
        Gen<string> texts = Gen.Elements("a", "É", "e\u0301", "ﬁ", "½", "ｶﾞ", "ﾞ", "한", "\u1112", "\u1161", "\u11AB", "中", "，", "😀", "\uD83D", "\u0301", "\uFDFA", " ", "\n")
            .ListOf(12).Select(parts => string.Concat(parts));

        SeededProperty.Holds(texts, 500, text =>
        {
            FoldedText folded = new(text);
            for (int start = 0; start < folded.Text.Length; start++)
            {
                for (int end = start + 1; end <= folded.Text.Length; end++)
                {
                    (int from, int to) = folded.SourceOf(start, end - start);
                    Assert.InRange(from, 0, to);
                    Assert.Contains(folded.Text[start..end], FoldedText.Fold(text[from..to]), StringComparison.Ordinal);
                }
            }

            Assert.Equal(folded.Text, FoldedText.Fold(text));
        });
    }

    [Fact]
    public void Fold_WholeTexts_AreAsUnicodeNormalisesThem()
    {
        string text = "Caf\u00E9 caf\u0065\u0301 ＡＢＣ ｱｶﾞ 한 ㎏ ①";

        Assert.Equal(text.Normalize(NormalizationForm.FormKC).ToLowerInvariant(), FoldedText.Fold(text));
    }
}
