using System.Text.RegularExpressions;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown.Formulas;

/// <summary>Finds formulas in text: <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c>, <c>\[…\]</c> and <c>\begin{…}…\end{…}</c>.</summary>
/// <remarks>Formulas of several lines arrive as one line (<see cref="SourceText"/>).</remarks>
internal sealed partial class FormulaParser : InlineParser
{
    private const int MaxDollarLength = 1_000;

    public FormulaParser()
    {
        OpeningCharacters = ['$', '\\'];
    }

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        ReadOnlySpan<char> rest = slice.AsSpan();
        if (FormulaDelimiters.At(rest) is not { } delimiters
            || (delimiters.Open == "$" ? LengthInDollars(rest, slice.PeekCharExtra(-1)) : Length(rest, delimiters)) is not { } length)
        {
            return false;
        }

        int start = slice.Start;
        processor.Inline = new Formula(SourceOf(rest[..length].ToString(), processor.Block!), delimiters.IsDisplay)
        {
            Span = { Start = processor.GetSourcePosition(start), End = processor.GetSourcePosition(start + length - 1) },
        };
        slice.Start = start + length;
        return true;
    }

    private static int? Length(ReadOnlySpan<char> rest, FormulaDelimiters delimiters)
    {
        ReadOnlySpan<char> content = rest[delimiters.Open.Length..];
        if (delimiters.IndexOfClose(content) is not { } end)
        {
            // A formula that is still being written: only then are its lines joined.
            return delimiters.IsDisplay && content.Contains(SourceText.JoinedLine) ? rest.Length : null;
        }

        return content[..end].IsWhiteSpace() || (delimiters.Open == "$$" && !TexText.IsDisplay(content[..end])) ? null : delimiters.Open.Length + end + delimiters.Close.Length;
    }

    private static int? LengthInDollars(ReadOnlySpan<char> rest, char before)
    {
        int last = Math.Min(rest.Length - 1, MaxDollarLength);
        for (int i = 1; i <= last && rest[i] is not ('\n' or '`'); i++)
        {
            if (rest[i] == '\\')
            {
                i++;
            }
            else if (rest[i] == '$')
            {
                return i > 1 && TexText.IsInline(rest[1..i], before, i < rest.Length - 1 ? rest[i + 1] : '\0') ? i + 1 : null;
            }
        }

        return null;
    }

    // A formula in a quotation has the quotation's marks at the start of its joined lines.
    private static string SourceOf(string source, Block block)
    {
        int depth = 0;
        for (ContainerBlock? parent = block.Parent; parent is not null; parent = parent.Parent)
        {
            depth += parent is QuoteBlock ? 1 : 0;
        }

        return SourceText.Restore(depth == 0 ? source : QuoteMarks().Replace(source, match => match.Groups["mark"].Captures.Count <= depth ? SourceText.JoinedLine.ToString() : match.Value));
    }

    [GeneratedRegex(@"\uFDD0(?:[ \t]*(?<mark>>)[ \t]?)+", RegexOptions.CultureInvariant)]
    private static partial Regex QuoteMarks();
}
