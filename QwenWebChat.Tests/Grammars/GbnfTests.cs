using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Tests.Grammars;

public sealed class GbnfTests
{
    [Fact]
    public void Grammar_OfNestedRules_AcceptsItsTexts()
    {
        CompiledGrammar grammar = Grammar.Gbnf(
            """
            # an expression
            root  ::= term (("+" | "-") term)*
            term  ::= number | "(" root ( ")"
                      )
            number ::= [0-9]{1,3} | "\x41" [^a-z\n] .?
            """);

        Assert.All(["1", "12+3", "(1-(2+3))", "AZ", "A中é", "999"], text => Assert.Null(grammar.FindError(text)));
        Assert.All(["", "1+", "1234", "(1", "Aa", "+1"], text => Assert.NotNull(grammar.FindError(text)));
    }

    [Theory]
    [InlineData("rot ::= \"a\"", "root", "no rule")]
    [InlineData("root ::= other", "other", "does not exist")]
    [InlineData("root ::= root \"a\" | \"b\"", "root", "begins with itself")]
    [InlineData("root ::= x? root \"a\" | \"b\"\nx ::= \"x\"", "root", "begins with itself")]
    [InlineData("root ::= \"a", "line 1, column 12", "without its end")]
    [InlineData("root ::= [a", "line 1, column 12", "without its ]")]
    [InlineData("root ::= (\"a\"", "line 1, column 14", "without its )")]
    [InlineData("root = \"a\"", "line 1, column 6", "::=")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"", "line 2, column 1", "exists already")]
    [InlineData("root ::= \"\\q\"", "line 1, column 13", "not known")]
    [InlineData("root ::= \"a\" root", "", "nothing satisfies it")]
    public void Grammar_WithAnError_SaysWhereAndWhat(string text, string place, string reason)
    {
        GrammarException exception = Assert.Throws<GrammarException>(() => Grammar.Gbnf(text));

        Assert.Equal(place, exception.Place);
        Assert.Contains(reason, exception.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choice_AcceptsItsTextsOnly()
    {
        CompiledGrammar grammar = GrammarSource.Choice(["yes", "no", "not sure"]).Compile();

        Assert.All(["yes", "no", "not sure"], text => Assert.Null(grammar.FindError(text)));
        Assert.All(["", "y", "yes no", "not"], text => Assert.NotNull(grammar.FindError(text)));
    }
}
