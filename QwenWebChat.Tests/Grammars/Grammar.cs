using System.Text;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Tests.Grammars;

/// <summary>Short ways to grammars and their verdicts.</summary>
internal static class Grammar
{
    public static CompiledGrammar Schema(string schema) => new GrammarSource(GrammarKind.JsonSchema, schema).Compile();

    public static CompiledGrammar Regex(string pattern) => new GrammarSource(GrammarKind.Regex, pattern).Compile();

    public static CompiledGrammar Gbnf(string grammar) => new GrammarSource(GrammarKind.Gbnf, grammar).Compile();

    public static int? FindError(this CompiledGrammar grammar, string text) => grammar.FindError(Encoding.UTF8.GetBytes(text));

    public static bool Accepts(this CompiledGrammar grammar, string text) => grammar.FindError(text) is null;
}
