using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace QwenWebChat.Inference.Sampling.Grammar.Patterns;

/// <summary>The named character classes of regular expressions.</summary>
internal static class PatternClasses
{
    private static readonly ConcurrentDictionary<string, CodePointSet?> Known = [];

    private static readonly CodePointSet Digits = CodePointSet.Of(('0', '9'));
    private static readonly CodePointSet Word = CodePointSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_'));

    private static readonly CodePointSet Space =
        CodePointSet.Of((9, 13), (32, 32), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    private static readonly Dictionary<string, UnicodeCategory> Categories = new()
    {
        ["Lu"] = UnicodeCategory.UppercaseLetter,
        ["Ll"] = UnicodeCategory.LowercaseLetter,
        ["Lt"] = UnicodeCategory.TitlecaseLetter,
        ["Lm"] = UnicodeCategory.ModifierLetter,
        ["Lo"] = UnicodeCategory.OtherLetter,
        ["Mn"] = UnicodeCategory.NonSpacingMark,
        ["Mc"] = UnicodeCategory.SpacingCombiningMark,
        ["Me"] = UnicodeCategory.EnclosingMark,
        ["Nd"] = UnicodeCategory.DecimalDigitNumber,
        ["Nl"] = UnicodeCategory.LetterNumber,
        ["No"] = UnicodeCategory.OtherNumber,
        ["Pc"] = UnicodeCategory.ConnectorPunctuation,
        ["Pd"] = UnicodeCategory.DashPunctuation,
        ["Ps"] = UnicodeCategory.OpenPunctuation,
        ["Pe"] = UnicodeCategory.ClosePunctuation,
        ["Pi"] = UnicodeCategory.InitialQuotePunctuation,
        ["Pf"] = UnicodeCategory.FinalQuotePunctuation,
        ["Po"] = UnicodeCategory.OtherPunctuation,
        ["Sm"] = UnicodeCategory.MathSymbol,
        ["Sc"] = UnicodeCategory.CurrencySymbol,
        ["Sk"] = UnicodeCategory.ModifierSymbol,
        ["So"] = UnicodeCategory.OtherSymbol,
        ["Zs"] = UnicodeCategory.SpaceSeparator,
        ["Zl"] = UnicodeCategory.LineSeparator,
        ["Zp"] = UnicodeCategory.ParagraphSeparator,
        ["Cc"] = UnicodeCategory.Control,
        ["Cf"] = UnicodeCategory.Format,
        ["Co"] = UnicodeCategory.PrivateUse,
        ["Cn"] = UnicodeCategory.OtherNotAssigned,
    };

    private static readonly Dictionary<string, string> LongNames = new()
    {
        ["Letter"] = "L",
        ["Uppercase_Letter"] = "Lu",
        ["Lowercase_Letter"] = "Ll",
        ["Mark"] = "M",
        ["Number"] = "N",
        ["Decimal_Number"] = "Nd",
        ["digit"] = "Nd",
        ["Punctuation"] = "P",
        ["punct"] = "P",
        ["Symbol"] = "S",
        ["Separator"] = "Z",
        ["Other"] = "C",
    };

    /// <summary>Any character except the ends of lines.</summary>
    public static CodePointSet Dot { get; } = CodePointSet.Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)).Not();

    /// <param name="letter">One of d, w and s, or the upper-case letter for its complement.</param>
    public static CodePointSet Shorthand(char letter)
    {
        CodePointSet set = char.ToLowerInvariant(letter) switch { 'd' => Digits, 'w' => Word, _ => Space };
        return char.IsUpper(letter) ? set.Not() : set;
    }

    /// <summary>Returns the characters of a general category, such as L or Lu; null for another property.</summary>
    public static CodePointSet? Property(string name)
    {
        string value = name[(name.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return name.Contains('=', StringComparison.Ordinal) && name.Split('=')[0] is not ("gc" or "General_Category") ? null
            : Known.GetOrAdd(LongNames.GetValueOrDefault(value, value), Read);
    }

    private static CodePointSet? Read(string name)
    {
        HashSet<UnicodeCategory> wanted = [.. Categories.Where(category => category.Key == name || (name.Length == 1 && category.Key[0] == name[0])).Select(category => category.Value)];
        return wanted.Count == 0 ? null : CodePointSet.Of(Enumerable.Range(0, CodePointSet.Last + 1)
            .Where(code => Rune.IsValid(code) && wanted.Contains(Rune.GetUnicodeCategory(new Rune(code)))).Select(code => (code, code)));
    }
}
