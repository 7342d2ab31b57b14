using System.Text.RegularExpressions;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax.Inlines;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Keeps the underscores of Python's special names, such as <c>__init__.py</c>, which Markdown would take for bold text.
/// Other words between two underscores stay bold.
/// </summary>
internal sealed partial class PythonNameParser : InlineParser
{
    public PythonNameParser()
    {
        OpeningCharacters = ['_'];
    }

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        Match match = Name().Match(slice.Text, slice.Start, slice.Length);
        if (!match.Success || char.IsLetterOrDigit(slice.PeekCharExtra(-1)))
        {
            return false;
        }

        int start = processor.GetSourcePosition(slice.Start);
        processor.Inline = new LiteralInline(match.Value) { Span = new(start, start + match.Length - 1) };
        slice.Start += match.Length;
        return true;
    }

    // Known names, and what is called or has the ending of a file.
    [GeneratedRegex(@"\A__(?:[a-z][a-z0-9_]*__(?=\(|\.[a-z])|(?:init|main|name|file|doc|all|dict|slots|class|bases|module|new|del|call|str|repr|bytes|format|hash|bool|len|iter|next|contains|enter|exit|aenter|aexit|await|aiter|anext|(?:get|set|del)(?:attr|item|state)?|getattribute|dir|eq|ne|lt|le|gt|ge|i?r?(?:add|sub|mul|matmul|truediv|floordiv|mod|pow|and|or|xor)|neg|pos|abs|invert|int|float|index|copy|deepcopy|reduce|version|author|future|pycache|builtins|import|annotations|qualname|post_init|init_subclass|missing|reversed)__)", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
