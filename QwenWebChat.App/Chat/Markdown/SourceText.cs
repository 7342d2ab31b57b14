using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using QwenWebChat.App.Chat.Markdown.Formulas;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Prepares Markdown for the parser, which works line by line: a formula of several lines becomes one line, the fences
/// within a fence of Markdown are hidden, and the tags of <c>details</c> stand on lines of their own.
/// </summary>
internal sealed partial class SourceText
{
    /// <summary>Stands for a line break within a formula. Like the two others a noncharacter, which no text holds.</summary>
    public const char JoinedLine = '\uFDD0';

    private const char HiddenBacktick = '\uFDD1';
    private const char HiddenTilde = '\uFDD2';

    // Bounds the search for the end of a code span.
    private const int MaxSpanLength = 8_000;

    private static readonly SearchValues<char> Special = SearchValues.Create("\n`$\\<");

    private readonly string _source;
    private readonly bool _isFinished;
    private readonly StringBuilder _prepared;
    private int _at;
    private int _lineStart;
    private FenceLine? _fence;
    private int _innerFences;

    private SourceText(string source, bool isFinished) => (_source, _isFinished, _prepared) = (source, isFinished, new StringBuilder(source.Length + 16));

    /// <param name="isFinished">
    /// Whether nothing more comes. At the end of a growing text a formula is joined before it is closed, and the marks that
    /// begin a line wait for what follows them: a "-" would make a heading of the line before it, and then a list.
    /// </param>
    public static string Prepare(string markdown, bool isFinished)
    {
        string source = markdown.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        source = Hidden().Replace(source, "\uFFFD");
        if (!isFinished)
        {
            source = BegunLine().Replace(source, "");
        }

        return Candidates().IsMatch(source) ? new SourceText(source, isFinished).Run() : source;
    }

    /// <summary>Puts back what <see cref="Prepare"/> replaced.</summary>
    public static string Restore(string text) => text.Replace(JoinedLine, '\n').Replace(HiddenBacktick, '`').Replace(HiddenTilde, '~');

    private string Run()
    {
        while (_at < _source.Length)
        {
            if ((_at == 0 || _source[_at - 1] == '\n') && TakeFence())
            {
                continue;
            }

            switch (_source[_at])
            {
                case '\n':
                    Take(1);
                    _lineStart = _prepared.Length;
                    break;
                case '`':
                    Take(CodeSpanLength());
                    break;
                case '$' or '\\':
                    TakeFormula();
                    break;
                case '<':
                    TakeTag();
                    break;
                default:
                    Take(_source.AsSpan(_at).IndexOfAny(Special) is var plain and > 0 ? plain : _source.Length - _at);
                    break;
            }
        }

        return _prepared.ToString();
    }

    private void Take(int length)
    {
        length = Math.Min(length, _source.Length - _at);
        _prepared.Append(_source, _at, length);
        _at += length;
    }

    // A line of fenced code, or one that opens or closes it.
    private bool TakeFence()
    {
        int end = LineEnd(_at);
        FenceLine? found = FenceLine.Of(_source, _at, end);
        bool isInner = false;
        if (_fence is not { } open)
        {
            (_fence, _innerFences) = (found, 0);
            if (found is null)
            {
                return false;
            }
        }
        else if (found is { } fence && fence.Matches(open))
        {
            isInner = open.IsMarkdown && IsInner(fence, end);
            _fence = isInner || fence.Info.Length > 0 ? open : null;
        }

        int marks = isInner ? found!.Value.Start : end;
        Take(marks - _at);
        if (isInner)
        {
            _prepared.Append(found!.Value.Mark == '`' ? HiddenBacktick : HiddenTilde, found.Value.Count);
            _at += found.Value.Count;
            Take(end - _at);
        }

        if (_at < _source.Length)
        {
            Take(1);
        }

        _lineStart = _prepared.Length;
        return true;
    }

    // Whether a fence within Markdown belongs to code of that Markdown.
    private bool IsInner(FenceLine fence, int end)
    {
        if (fence.Info.Length > 0)
        {
            _innerFences++;
            return true;
        }

        if (_innerFences > 0)
        {
            _innerFences--;
            return true;
        }

        // A fence that closes follows its code; one that opens comes before it, and another closes that.
        bool opens = IsBlank(LineStart(_at - 1), _at - 1) && !IsBlank(end + 1, LineEnd(end + 1)) && BareFences().IsMatch(_source, Math.Min(end + 1, _source.Length));
        _innerFences += opens ? 1 : 0;
        return opens;
    }

    private int LineEnd(int from) => from < _source.Length && _source.IndexOf('\n', from) is var end and >= 0 ? end : _source.Length;

    private int LineStart(int end) => end <= 0 ? 0 : _source.LastIndexOf('\n', end - 1) + 1;

    private bool IsBlank(int start, int end) => start >= end || _source.AsSpan(start, end - start).IndexOfAnyExcept(" \t>") < 0;

    // The span with its backticks, or the backticks alone where none close it in the paragraph.
    private int CodeSpanLength()
    {
        int run = RunLength(_at);
        int most = Math.Min(_source.Length - _at, MaxSpanLength);
        int limit = _at + (_source.AsSpan(_at, most).IndexOf("\n\n") is var blank and >= 0 ? blank : most);
        for (int i = _at + run; i < limit; i++)
        {
            if (_source[i] == '`')
            {
                int other = RunLength(i);
                if (other == run)
                {
                    return i + run - _at;
                }

                i += other - 1;
            }
        }

        return run;
    }

    private int RunLength(int start) => _source.AsSpan(start).IndexOfAnyExcept('`') is var length and >= 0 ? length : _source.Length - start;

    private void TakeFormula()
    {
        ReadOnlySpan<char> rest = _source.AsSpan(_at);
        if (FormulaDelimiters.At(rest) is not { IsDisplay: true } delimiters)
        {
            // An escaped character with its backslash.
            Take(rest is ['\\', not '\n', ..] ? 2 : 1);
            return;
        }

        ReadOnlySpan<char> content = rest[delimiters.Open.Length..];
        int? close = delimiters.IndexOfClose(content);
        ReadOnlySpan<char> inside = close is { } length ? content[..length] : content;
        bool isWhole = close is not null || (!_isFinished && content.Length <= FormulaDelimiters.MaxLength);
        if (!isWhole || !IsJoined(delimiters, inside, close is null))
        {
            Take(delimiters.Open.Length);
            return;
        }

        int start = _prepared.Length;
        Take(delimiters.Open.Length + inside.Length + delimiters.Close.Length);
        _prepared.Replace('\n', JoinedLine, start, _prepared.Length - start);
    }

    private static bool IsJoined(FormulaDelimiters delimiters, ReadOnlySpan<char> inside, bool isGrowing)
    {
        int firstEnd = inside.IndexOf('\n');
        if (firstEnd < 0 || Fences().IsMatch(inside))
        {
            return false;
        }

        bool opensLine = inside[..firstEnd].IsWhiteSpace();
        if (delimiters.Open == "$$" && !(TexText.IsDisplay(inside) && (opensLine || inside.ContainsAny("\\=^_"))))
        {
            return false;
        }

        // Beyond a blank line only where both delimiters stand alone at an end of their lines.
        return delimiters.Open.Length > 2 || !BlankLines().IsMatch(inside)
            || (opensLine && (isGrowing || inside[inside.LastIndexOf('\n')..].IndexOfAnyExcept(" \t>\n") < 0));
    }

    private void TakeTag()
    {
        Match tag = Tags().Match(_source, _at);
        if (!tag.Success)
        {
            Take(1);
            return;
        }

        if (!LineHead().IsMatch(_prepared.ToString(_lineStart, _prepared.Length - _lineStart)))
        {
            _prepared.Append('\n');
        }

        _prepared.Append(tag.ValueSpan.Contains('\n') ? tag.Value.Replace('\n', ' ') : tag.Value);
        _at += tag.Length;
        if (!IsBlank(_at, LineEnd(_at)))
        {
            _prepared.Append('\n');
            _lineStart = _prepared.Length;
        }
    }

    [GeneratedRegex(@"[$\\]|<details|(?:`{3,}|~{3,}) *(?:md|markdown)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Candidates();

    [GeneratedRegex("[\uFDD0-\uFDD2]", RegexOptions.CultureInvariant)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"(?:\A|(?<=\n))[ \t>]*(?:[-+*=_#|][-+*=_#|: \t]*|[0-9]{1,9}[.)]?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex BegunLine();

    [GeneratedRegex(@"^[ \t>]*(?:```|~~~)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Fences();

    [GeneratedRegex(@"^[ \t>]*(?:`{3,}|~{3,})[ \t]*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex BareFences();

    [GeneratedRegex(@"\n[ \t>]*\n", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLines();

    // White space and the marks of quotations and lists.
    [GeneratedRegex(@"\A[ \t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LineHead();

    [GeneratedRegex(@"\G(?:</?details\b[^<>\n]{0,2000}>|<summary\b[^<>\n]{0,200}>.{0,1000}?</summary>)", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Tags();
}
