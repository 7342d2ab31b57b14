using System.Globalization;
using System.Text.RegularExpressions;
using QwenWebChat.App.Chat.Markdown;

namespace QwenWebChat.App.Generation;

/// <summary>One part of an answer's text: reasoning, or the answer itself.</summary>
/// <param name="Text">Markdown, without the tags of reasoning.</param>
/// <param name="Reasoning">Null for the answer itself.</param>
public sealed partial record AnswerPart(string Text, Reasoning? Reasoning = null)
{
    /// <summary>
    /// Splits a text at <c>&lt;think&gt;…&lt;/think&gt;</c> and at Open WebUI's <c>&lt;details type="reasoning"&gt;</c>, if they
    /// begin a line outside of fenced code. Models whose prompt ends in the opening tag write only the closing one.
    /// </summary>
    public static IReadOnlyList<AnswerPart> Split(string text) => Tags().IsMatch(text) ? new Splitter(text).Run() : [new AnswerPart(text)];

    /// <summary>Returns the text without its reasoning, for titles, summaries and the next prompt.</summary>
    public static string WithoutReasoning(string text) =>
        Split(text) is [{ Reasoning: null } whole] ? whole.Text : string.Join("\n\n", Split(text).Where(part => part.Reasoning is null).Select(part => part.Text.Trim('\r', '\n')));

    [GeneratedRegex("""<(?:(?<think>think|thinking)>|(?<details>details)\s[^<>\n]*?type="reasoning"(?:[^<>\n]*?duration="(?<seconds>[0-9]{1,6})")?[^<>\n]*>|(?<end>/think(?:ing)?)>(?=[ \t\r]*(?:\n|\z)))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\A\s*<summary>[^<]*(?:</summary>|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Summary();

    [GeneratedRegex(@"^> ?", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex QuoteMarks();

    private sealed class Splitter(string text)
    {
        private readonly List<AnswerPart> _parts = [];
        private readonly HashSet<string> _missing = [];
        private int _taken;

        public List<AnswerPart> Run()
        {
            FenceLine? fence = null;
            for (int at = 0; at < text.Length;)
            {
                int end = text.IndexOf('\n', at) is var found and >= 0 ? found : text.Length;
                FenceLine? line = FenceLine.Of(text, at, end);
                int next = end + 1;
                if (fence is { } open)
                {
                    fence = line is { Info.Length: 0 } close && close.Matches(open) ? null : open;
                }
                else if (line is not null)
                {
                    fence = line;
                }
                else if (Tags().Match(text, at, end - at) is { Success: true } tag && text.AsSpan(at, tag.Index - at).IsWhiteSpace())
                {
                    next = Take(tag) ? _taken : next;
                }

                at = next;
            }

            if (_parts.Count == 0 || !text.AsSpan(_taken).IsWhiteSpace())
            {
                _parts.Add(new AnswerPart(text[_taken..]));
            }

            return _parts;
        }

        // False where the tag is text.
        private bool Take(Match tag)
        {
            bool isFirst = text.AsSpan(_taken, tag.Index - _taken).IsWhiteSpace();
            if (tag.Groups["end"].Success)
            {
                return !isFirst && _parts.Count == 0 && Add(text[_taken..tag.Index], new Reasoning(), tag.Index + tag.Length);
            }

            int start = tag.Index + tag.Length;
            string closing = tag.Groups["details"].Success ? "</details>" : $"</{tag.Groups["think"].Value}>";
            int close = _missing.Contains(closing) ? -1 : text.IndexOf(closing, start, StringComparison.OrdinalIgnoreCase);
            if (close < 0)
            {
                _missing.Add(closing);
            }

            // What never ends is reasoning only where nothing precedes it.
            if (close < 0 && !(isFirst && _parts.Count == 0))
            {
                return false;
            }

            if (!isFirst)
            {
                _parts.Add(new AnswerPart(text[_taken..tag.Index]));
            }

            string inside = close < 0 ? text[start..] : text[start..close];
            Reasoning reasoning = new(int.TryParse(tag.Groups["seconds"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : null);
            return Add(tag.Groups["details"].Success ? Unquoted(inside) : inside, reasoning, close < 0 ? text.Length : close + closing.Length);
        }

        private bool Add(string inside, Reasoning reasoning, int end)
        {
            // Models that need not think write empty tags.
            if (!string.IsNullOrWhiteSpace(inside))
            {
                _parts.Add(new AnswerPart(inside, reasoning));
            }

            _taken = end;
            return true;
        }

        // Open WebUI writes a summary of its own, and the reasoning as a quotation.
        private static string Unquoted(string inside)
        {
            string content = Summary().Replace(inside, "", 1);
            return content.Split('\n').All(line => line.StartsWith('>') || string.IsNullOrWhiteSpace(line)) ? QuoteMarks().Replace(content, "") : content;
        }
    }
}
