using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace QwenWebChat.App.Chat.Markdown.Formulas;

/// <summary>Decides whether the text between two dollars is TeX, or prose with prices and names of variables.</summary>
internal static partial class TexText
{
    private static readonly SearchValues<char> Operators = SearchValues.Create("\\^_=+*/<>|");
    private static readonly SearchValues<char> DigitOperators = SearchValues.Create("\\^_=+*/{}<>|");

    private static readonly SearchValues<char> Punctuation = SearchValues.Create("，。；：？！、“”‘’（）《》…");

    // What cannot end a formula that a letter follows: "$a,$b" and "$HOME/$USER" are variables.
    private const string OpenEnds = ",;:/=+-*&|([{";

    /// <summary>Tells whether the text between <c>$$</c> and <c>$$</c> is a formula.</summary>
    public static bool IsDisplay(ReadOnlySpan<char> content)
    {
        // A sentence's own mark may end it.
        ReadOnlySpan<char> bare = content.Trim().TrimEnd("，。；、");
        Marks marks = Marks.Of(bare);
        return !bare.IsEmpty && (marks.HasCommand || (marks.HasPunctuation || bare.Length < content.Trim().Length
            ? marks is { HasForeignLetter: false, HasScript: true } || (!marks.HasPunctuation && bare.ContainsAny(Operators))
            : marks.HasScript || bare.ContainsAny(Operators) || marks is { HasForeignLetter: false, HasSentence: false }));
    }

    /// <summary>Tells whether the text between two single dollars is a formula.</summary>
    /// <param name="before">The character before the first dollar; zero for none.</param>
    /// <param name="after">The character after the second dollar; zero for none.</param>
    public static bool IsInline(ReadOnlySpan<char> content, char before, char after)
    {
        bool isSpaced = char.IsWhiteSpace(content[0]);
        if (isSpaced != char.IsWhiteSpace(content[^1]))
        {
            return false;
        }

        Marks marks = Marks.Of(content);
        if (marks.HasForeignLetter && !marks.HasCommand)
        {
            return false;
        }

        if (isSpaced)
        {
            return marks.IsMarked || (content.ContainsAny(Operators) && !marks.HasWord && !content.ContainsAny('$', '€'));
        }

        return IsFree(content, marks) && (!IsWord(before) || IsAttached(content, marks)) && (!IsWord(after) || (IsAttached(content, marks) && !OpenEnds.Contains(content[^1])));
    }

    // As a word of its own, without letters or digits beside its dollars.
    private static bool IsFree(ReadOnlySpan<char> content, Marks marks) => marks.IsMarked || content[0] switch
    {
        // "5, or 10" between two dollars is money.
        >= '0' and <= '9' => !marks.HasPunctuation && !marks.HasWord && (!content.Contains(' ') || content.ContainsAny(DigitOperators)),
        // "${name}" is a placeholder, "$('name')" a call.
        '{' => false,
        '(' when content[1] is '\'' or '"' => false,
        _ => !marks.HasSentence && (!marks.HasPunctuation || content.ContainsAny(Operators)),
    };

    // Beside letters or digits, as in "$n$th" and "H$_2$O"; "US$5-6$" is none.
    private static bool IsAttached(ReadOnlySpan<char> content, Marks marks) =>
        marks.IsMarked ? content[0] is '\\' or '^' or '_' or '(' or '-' or '+' || char.IsLetterOrDigit(content[0]) : content.Length == 1 && char.IsLetter(content[0]);

    private static bool IsWord(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    /// <summary>The signs of TeX and of prose in a text, outside of braces, in which TeX has its words.</summary>
    private readonly record struct Marks(bool HasCommand, bool HasScript, bool HasForeignLetter, bool HasPunctuation, bool HasWord, bool HasSentence)
    {
        public bool IsMarked => HasCommand || HasScript;

        public static Marks Of(ReadOnlySpan<char> content)
        {
            string bare = Groups().Replace(content.ToString(), "{}");
            bare = Groups().Replace(bare, "{}");
            string words = Commands().Replace(bare, " ");
            return new Marks(
                Commands().IsMatch(bare),
                Scripts().IsMatch(bare),
                words.Any(IsForeign),
                words.AsSpan().ContainsAny(Punctuation),
                Words().EnumerateMatches(words).MoveNext(),
                Sentences().IsMatch(words));
        }

        private static bool IsForeign(char character) =>
            character > '\x7F' && char.IsLetter(character) && character is not (>= '\u0370' and <= '\u03FF') && char.GetUnicodeCategory(character) != UnicodeCategory.ModifierLetter
            && character is not (>= '\u2100' and <= '\u214F');
    }

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Groups();

    [GeneratedRegex(@"\\(?:[A-Za-z]+|[{}|,;:!%\\])", RegexOptions.CultureInvariant)]
    private static partial Regex Commands();

    // The names "my_name" and "a_name" have none.
    [GeneratedRegex(@"(?:^|[A-Za-z0-9)\]}|]['′]*) ?(?:\^[A-Za-z0-9{\\*'′+-]|_[0-9{\\])|(?:^|(?<![A-Za-z])[A-Za-z]['′]*|[0-9)\]}|])_[A-Za-z](?![A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Scripts();

    [GeneratedRegex(@"[A-Za-z]{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"[A-Za-z]{2,},? [A-Za-z]{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Sentences();
}
