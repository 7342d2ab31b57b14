using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Tests.Grammars;

/// <summary>The automaton against .NET's own matcher, on random regular expressions and random texts.</summary>
public sealed class PatternPropertyTests
{
    private static readonly Gen<string> Patterns = Gen.Sized(size => Pattern(Math.Min(size / 8, 4)));

    private static readonly Gen<string> Texts = Gen.ListOf(Gen.Elements("a", "b", "c", "1", "-", "é", "中")).Select(parts => string.Concat(parts.Take(9)));

    [Fact]
    public void Regex_MatchesTheWholeTextAsDotNetDoes() => SeededProperty.Holds(Cases, 1_500, test =>
        Assert.Equal(Regex.IsMatch(test.Text, $"^(?:{test.Pattern})$(?!\n)", RegexOptions.ECMAScript & RegexOptions.None), Grammar.Regex(test.Pattern).Accepts(test.Text)));

    [Fact]
    public void Pattern_OfASchema_SearchesAsDotNetDoes() => SeededProperty.Holds(Cases, 1_500, test =>
    {
        string schema = System.Text.Json.JsonSerializer.Serialize(new { type = "string", pattern = test.Pattern });

        bool isMatch = Regex.IsMatch(test.Text, test.Pattern);
        bool isAccepted = Record.Exception(() => Grammar.Schema(schema)) is GrammarException { IsUnsatisfiable: true } ? false : Grammar.Schema(schema).Accepts($"\"{test.Text}\"");

        Assert.Equal(isMatch, isAccepted);
    });

    private static Gen<(string Pattern, string Text)> Cases => Patterns.SelectMany(pattern => Texts.Select(text => (pattern, text)));

    private static Gen<string> Pattern(int depth) => depth == 0
        ? Gen.Elements("a", "b", "c", "1", "-", "é", "中", "[ab]", "[^a]", "[a-c1]", ".", "(?:)")
        : Gen.OneOf(
            Pattern(depth - 1),
            Pattern(depth - 1).SelectMany(left => Pattern(depth - 1).Select(right => left + right)),
            Pattern(depth - 1).SelectMany(left => Pattern(depth - 1).Select(right => $"(?:{left}|{right})")),
            Pattern(depth - 1).SelectMany(item => Gen.Elements("*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}").Select(count => $"(?:{item}){count}")));
}
