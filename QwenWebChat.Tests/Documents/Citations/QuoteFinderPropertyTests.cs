using System.Text;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Citations;

/// <summary>What holds for any text and any quotation. The cases are the same in every run.</summary>
public sealed class QuoteFinderPropertyTests
{
    private static readonly string[] Words =
    [
        "the", "revenue", "co-operative", "Zürich", "“quoted”", "isn’t", "3.4", "−5", "(annex)", "ﬁnal", "naïve", "Ελλάς", "Москва", "経済", "中国的", "人民，",
        "한국어", "ﾊﾟﾘ", "x²", "Ⅳ", "e\u0301tude", "snake_case", "A/B", "𝒜lpha", "😀", "end.", "etc.", "50%", "—", "**bold**",
    ];

    [Fact]
    public void Find_ChangedSubstring_IsFoundAtASpanThatSaysTheSame()
    {
        Random random = new(7);
        for (int round = 0; round < 600; round++)
        {
            string text = Text(random, 60);
            QuoteFinder finder = new(new DocumentText { Text = text, Format = FileFormat.Text });
            for (int quote = 0; quote < 5; quote++)
            {
                string part = Part(random, text);
                string changed = Changed(random, part);
                string wanted = Normalised(changed);

                Citation match = finder.Find(changed);

                Assert.True(match.Kind is CitationKind.Exact or CitationKind.Normalised, $"«{changed}» is not found in «{text}»");
                Assert.Equal(wanted.Trim(Edges), Normalised(text.Substring(match.Start, match.Length)).Trim(Edges));
            }
        }
    }

    [Fact]
    public void Find_FewLettersChanged_IsFoundClose()
    {
        Random random = new(8);
        for (int round = 0; round < 300; round++)
        {
            string text = string.Join(' ', Enumerable.Range(0, 300).Select(_ => Word(random)));
            int start = random.Next(text.Length - 200);
            string part = text.Substring(start, random.Next(40, 200)).Trim();
            StringBuilder changed = new(part);
            for (int edits = part.Replace(" ", "", StringComparison.Ordinal).Length / 12; edits > 0; edits--)
            {
                changed[random.Next(changed.Length)] = '#';
            }

            Citation match = new QuoteFinder(new DocumentText { Text = text, Format = FileFormat.Text }).Find(changed.ToString());

            Assert.True(match.IsFound, $"«{changed}»");
            Assert.InRange(match.Start, start - 20, start + 20);
            Assert.InRange(match.Start + match.Length, start + part.Length - 20, start + part.Length + 20);
        }
    }

    [Fact]
    public void Find_AnyCharacters_NeverThrowsAndStaysWithinTheText()
    {
        Random random = new(9);
        for (int round = 0; round < 3_000; round++)
        {
            string text = Noise(random, random.Next(300));
            QuoteFinder finder = new(new DocumentText { Text = text, Format = FileFormat.Text });
            string quote = random.Next(2) == 0 || text.Length == 0 ? Noise(random, random.Next(80)) : text[random.Next(text.Length)..];

            if (finder.Find(quote, (random.Next(-10, 400), random.Next(-10, 400))) is { IsFound: true } match)
            {
                Assert.InRange(match.Start, 0, text.Length);
                Assert.InRange(match.Start + match.Length, match.Start + 1, text.Length);
            }
        }
    }

    private static readonly char[] Edges = ['.', ',', '-', ';', ':', '!', '?', '。'];

    private static string Normalised(string text) => new NormalisedText(text).Characters.ToString();

    private static string Text(Random random, int words) =>
        string.Join("", Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)] + (random.Next(9) == 0 ? "\n\n" : " ")));

    // At least 12 characters, cut between words or letters without marks.
    private static string Part(Random random, string text)
    {
        while (true)
        {
            int start = random.Next(text.Length - 12);
            int end = Math.Min(text.Length, start + random.Next(12, 120));
            if (text[start] is >= 'a' and <= 'z' && text[end - 1] is >= 'a' and <= 'z' && (end == text.Length || text[end] < '\u0300'))
            {
                return text[start..end];
            }
        }
    }

    private static string Changed(Random random, string part)
    {
        StringBuilder changed = new();
        for (int index = 0; index < part.Length; index++)
        {
            char character = part[index];
            bool isLetter = char.IsAsciiLetter(character);
            if (char.IsWhiteSpace(character))
            {
                changed.Append(random.Next(3) switch { 0 => " ", 1 => "\n", _ => " \t\u00A0" });
                continue;
            }

            changed.Append(random.Next(4) == 0 ? char.ToUpperInvariant(character) : character);
            if (isLetter && index + 1 < part.Length && char.IsAsciiLetter(part[index + 1]) && random.Next(8) == 0)
            {
                changed.Append(random.Next(3) switch { 0 => "-\n", 1 => "\u00AD", _ => "‐\n  " });
            }
        }

        return changed.ToString();
    }

    private static string Word(Random random) => new([.. Enumerable.Range(0, random.Next(2, 10)).Select(_ => (char)random.Next('a', 'z' + 1))]);

    private static string Noise(Random random, int length)
    {
        char[] characters = new char[length];
        for (int index = 0; index < length; index++)
        {
            characters[index] = random.Next(5) switch
            {
                0 => (char)random.Next(0x10000),
                1 => (char)random.Next(0xD800, 0xE000),
                2 => " .-…\n\u0301\uFF9E\u1160\uFFFE\0"[random.Next(10)],
                _ => (char)random.Next(0x20, 0x7F),
            };
        }

        return new string(characters);
    }
}
