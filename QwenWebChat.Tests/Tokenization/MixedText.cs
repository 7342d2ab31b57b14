using System.Text;

namespace QwenWebChat.Tests.Tokenization;

/// <summary>Seeded text of many scripts in short stretches, so that unlike characters meet often.</summary>
internal static class MixedText
{
    private static readonly string[] Stretches =
    [
        "abcdefghijklmnopqrstuvwxyz", "ABCDEFGH", "hello world", "   ", " \t\r\n\u00A0\u2003\u3000\u2028\u0085\u000B", "0123456789",
        "'s't're've'm'll'dſ", "你好世界我在中文的一是不", "かなカナ漢字", "한국어시험", "привет", "שלום", "مرحبا", "สวัสดี", "नमस्ते",
        "𠮷𝒳𐐀𞤢", "😀🚀👩‍🚀👍🏽🇨🇳️", "𝟘𐄇🄋½²Ⅳ٣", "e\u0301o\u0308\u0323ñ", "\u1112\u1161\u11AB\u2126\u212B", "!?.,;:()[]{}<>|&*^%$#@~`\"\\/-_=+",
        "<|im_end|>", "\uFFFD\uFFFE\uFFFF\uE000\u0000\u0007\u200B",
    ];

    public static string Next(Random random)
    {
        StringBuilder text = new();
        for (int stretches = random.Next(1, 9); stretches > 0; stretches--)
        {
            Rune[] runes = [.. Stretches[random.Next(Stretches.Length)].EnumerateRunes()];
            for (int count = random.Next(1, 8); count > 0; count--)
            {
                text.Append(runes[random.Next(runes.Length)]);
            }
        }

        return text.ToString();
    }
}
