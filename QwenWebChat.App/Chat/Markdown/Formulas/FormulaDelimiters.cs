using System.Collections.Frozen;

namespace QwenWebChat.App.Chat.Markdown.Formulas;

/// <summary>The delimiters of formulas: <c>$</c>, <c>$$</c>, <c>\(</c>, <c>\[</c> and <c>\begin{…}</c>.</summary>
/// <param name="Open">The opening delimiter as it stands in the text.</param>
internal readonly record struct FormulaDelimiters(string Open, string Close, bool IsDisplay)
{
    /// <summary>The longest formula in characters; also bounds the search for its end.</summary>
    public const int MaxLength = 8_000;

    private const int MaxEnvironmentLength = 20;

    // KaTeX's environments that TeX allows only in formulas.
    private static readonly FrozenSet<string> Environments = FrozenSet.ToFrozenSet(
    [
        "equation", "align", "gather", "alignat", "split", "aligned", "gathered", "alignedat", "cases", "rcases", "dcases", "drcases",
        "array", "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "CD",
    ]);

    /// <summary>The delimiters that open at an index of a text; null where none do.</summary>
    public static FormulaDelimiters? At(ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
        {
            return null;
        }

        return (text[0], text[1]) switch
        {
            ('$', '$') => new("$$", "$$", IsDisplay: true),
            ('$', _) => new("$", "$", IsDisplay: false),
            ('\\', '(') => new("\\(", "\\)", IsDisplay: false),
            ('\\', '[') => new("\\[", "\\]", IsDisplay: true),
            ('\\', 'b') => Environment(text),
            _ => null,
        };
    }

    /// <summary>Finds the closing delimiter behind the opening one; null where there is none within the limit.</summary>
    public int? IndexOfClose(ReadOnlySpan<char> rest)
    {
        int index = rest[..Math.Min(rest.Length, MaxLength)].IndexOf(Close);
        return index < 0 ? null : index;
    }

    private static FormulaDelimiters? Environment(ReadOnlySpan<char> text)
    {
        const string Begin = "\\begin{";
        if (!text.StartsWith(Begin) || text[Begin.Length..Math.Min(text.Length, Begin.Length + MaxEnvironmentLength)].IndexOf('}') is not (> 0 and int length))
        {
            return null;
        }

        string name = text.Slice(Begin.Length, length).ToString();
        return Environments.Contains(name.TrimEnd('*')) ? new FormulaDelimiters($"\\begin{{{name}}}", $"\\end{{{name}}}", IsDisplay: true) : null;
    }
}
