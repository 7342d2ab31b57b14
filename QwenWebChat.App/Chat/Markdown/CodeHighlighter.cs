using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using TextMateSharp.Grammars;
using TextMateSharp.Registry;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Colours code by TextMate grammars, as spans with classes. What it has coloured it remembers, up to a bound: a chat that
/// is opened again costs nothing. Safe for any number of threads.
/// </summary>
public sealed class CodeHighlighter : IDisposable
{
    internal const int MaxLines = 2_000;
    internal const int MaxLength = 200_000;
    internal const int MaxLineLength = 2_000;

    private const int MaxCachedLength = 16 * 1024 * 1024;

    // With the expressions of a grammar that are compiled for it: 2,000 lines take half a second. Code that takes longer stays plain from there.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    private readonly Lazy<RegistryOptions> _grammars = new(() => new RegistryOptions(ThemeName.Light));
    private readonly ConcurrentDictionary<string, Lazy<IGrammar?>> _loaded = new();
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MaxCachedLength });

    /// <summary>Safe HTML; null for a language without a grammar and for what is too long.</summary>
    public string? Highlight(CodeText code)
    {
        if (CodeLanguage.Find(code.Language)?.Grammar is not { } id || !IsBounded(code.Text))
        {
            return null;
        }

        if (_cache.TryGetValue(code, out string? known))
        {
            return known;
        }

        IGrammar? grammar = _loaded.GetOrAdd(id, name => new Lazy<IGrammar?>(() => Load(name))).Value;
        if (grammar is null)
        {
            return null;
        }

        string html;
        bool isWhole;
        lock (grammar)
        {
            (html, isWhole) = Write(grammar, code.Text);
        }

        // A machine that is busy for a moment must not leave the code plain for good.
        return !isWhole ? html : _cache.Set(code, html, new MemoryCacheEntryOptions { Size = code.Text.Length + html.Length });
    }

    public void Dispose() => _cache.Dispose();

    private static bool IsBounded(string text)
    {
        if (text.Length > MaxLength)
        {
            return false;
        }

        int lines = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (++lines > MaxLines || line.Length > MaxLineLength)
            {
                return false;
            }
        }

        return true;
    }

    private IGrammar? Load(string id)
    {
        string? scope = _grammars.Value.GetScopeByLanguageId(id);
        // A registry each: they are not made for several threads.
        return scope is null ? null : new Registry(_grammars.Value).LoadGrammar(scope);
    }

    private static (string Html, bool IsWhole) Write(IGrammar grammar, string text)
    {
        long started = Stopwatch.GetTimestamp();
        StringBuilder html = new(text.Length * 2);
        IStateStack? state = null;
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            TimeSpan left = MaxTime - Stopwatch.GetElapsedTime(started);
            ITokenizeLineResult result = grammar.TokenizeLine(lines[i], state, left > TimeSpan.Zero ? left : TimeSpan.Zero);
            state = result.RuleStack;
            WriteLine(html, lines[i], result.Tokens);
            html.Append(i < lines.Length - 1 ? "\n" : "");
        }

        return (html.ToString(), Stopwatch.GetElapsedTime(started) < MaxTime);
    }

    private static void WriteLine(StringBuilder html, string line, IToken[] tokens)
    {
        int start = 0;
        string? name = null;
        foreach (IToken token in tokens)
        {
            string? next = TokenClass.Of(token.Scopes);
            int at = Math.Clamp(token.StartIndex, start, line.Length);
            if (next != name)
            {
                WriteSpan(html, line.AsSpan(start, at - start), name);
                (start, name) = (at, next);
            }
        }

        WriteSpan(html, line.AsSpan(start), name);
    }

    private static void WriteSpan(StringBuilder html, ReadOnlySpan<char> text, string? name)
    {
        if (text.IsEmpty)
        {
            return;
        }

        string escaped = Escape(text);
        _ = name is null || text.IsWhiteSpace() ? html.Append(escaped) : html.Append("<span class=\"").Append(name).Append("\">").Append(escaped).Append("</span>");
    }

    // Three characters, and no others: an encoder that knows more would make every Chinese one six.
    private static string Escape(ReadOnlySpan<char> text) =>
        text.IndexOfAny("&<>") < 0 ? text.ToString() : text.ToString().Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
