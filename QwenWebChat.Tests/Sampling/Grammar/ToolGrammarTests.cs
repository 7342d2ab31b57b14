using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck.Fluent;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Tests.Tokenization;

namespace QwenWebChat.Tests.Sampling.Grammar;

public sealed partial class ToolGrammarTests
{
    private const string Add = "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": -2.5}}\n</tool_call>";
    private const string Weather = "<tool_call>\n{\"name\": \"天气\", \"arguments\": {\"city\": \"北京\"}}\n</tool_call>";

    private static readonly ToolSignature[] Tools =
    [
        Tool("add", """{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"],"additionalProperties":false}"""),
        Tool("天气", """{"type":"object","properties":{"city":{"enum":["北京","上海"]}},"required":["city"]}"""),
    ];

    [Theory]
    [InlineData(Add, true)]
    [InlineData(Weather, true)]
    [InlineData(Add + "\n" + Weather, true)]
    [InlineData(Add + Weather, false)]
    [InlineData(Add + "\n", false)]
    [InlineData("Sure. " + Add, false)]
    [InlineData("", false)]
    [InlineData("<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n</tool_call>", false)]
    [InlineData("<tool_call>\n{\"name\": \"add\", \"arguments\": {\"city\": \"北京\"}}\n</tool_call>", false)]
    [InlineData("<tool_call>\n{\"name\": \"other\", \"arguments\": {}}\n</tool_call>", false)]
    [InlineData("<tool_call>\n{\"name\": \"add\"}\n</tool_call>", false)]
    public void Compile_Required_AdmitsOnlyCallsOfTheTools(string answer, bool isAccepted) =>
        Assert.Equal(isAccepted, Accepts(new ToolGrammar(Tools, isRequired: true, allowsSeveral: true), answer));

    [Theory]
    [InlineData(Weather, true)]
    [InlineData(Add, false)]
    [InlineData(Weather + "\n" + Weather, false)]
    public void Compile_OneToolAndOneCall_AdmitsNothingElse(string answer, bool isAccepted) =>
        Assert.Equal(isAccepted, Accepts(new ToolGrammar([Tools[1]], isRequired: true, allowsSeveral: false), answer));

    [Theory]
    [InlineData("", true)]
    [InlineData("a <tool_cal> b <<tool_call </tool_call> <", true)]
    [InlineData("Let me see.\n" + Add + "\nand 天\n\n" + Weather + " Done.", true)]
    [InlineData("<" + Add + "<tool_call", true)]
    [InlineData("a <tool_call> b", false)]
    [InlineData("<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": \"1\", \"b\": 2}}\n</tool_call>", false)]
    [InlineData("<tool_call>\n{\"name\": \"add\"", false)]
    public void Compile_Text_AdmitsCallsAnywhere(string answer, bool isAccepted) =>
        Assert.Equal(isAccepted, Accepts(new ToolGrammar(Tools, isRequired: false, allowsSeveral: true), answer));

    [Fact]
    public void Compile_TextWithOneCall_EndsWithIt()
    {
        ToolGrammar grammar = new(Tools, isRequired: false, allowsSeveral: false);

        Assert.True(Accepts(grammar, "No call."));
        Assert.True(Accepts(grammar, "One call: " + Add));
        Assert.False(Accepts(grammar, Add + "\n"));
    }

    [Theory]
    [InlineData("{\"x\": true}", true)]
    [InlineData(Add + "\n" + Weather, true)]
    [InlineData("{\"x\": 1}", false)]
    [InlineData("Sure.", false)]
    [InlineData("{\"x\": true}" + Add, false)]
    public void Compile_AnswerSchema_AdmitsCallsOrItsJson(string answer, bool isAccepted) => Assert.Equal(isAccepted, Accepts(
        new ToolGrammar(Tools, isRequired: false, allowsSeveral: true, Schema("""{"type":"object","properties":{"x":{"type":"boolean"}},"required":["x"]}""")), answer));

    /// <summary>Arguments are an object whatever their schema admits beside.</summary>
    [Theory]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("""{"type":["object","string","array"]}""")]
    [InlineData("""{"$ref":"#/$defs/node","$defs":{"node":{"anyOf":[{"type":"integer"},{"type":"object","additionalProperties":{"$ref":"#/$defs/node"}}]}}}""")]
    public void Compile_SchemaOfMoreThanObjects_AdmitsObjectsAlone(string schema)
    {
        ToolGrammar grammar = new([Tool("f", schema)], isRequired: true, allowsSeveral: false);

        Assert.True(Accepts(grammar, "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": {\"b\": 1}}}\n</tool_call>"));
        Assert.False(Accepts(grammar, "<tool_call>\n{\"name\": \"f\", \"arguments\": 1}\n</tool_call>"));
        Assert.False(Accepts(grammar, "<tool_call>\n{\"name\": \"f\", \"arguments\": []}\n</tool_call>"));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"x":{"type":"strin"}}}""", "tool bad /properties/x/type")]
    [InlineData("""{"type":"object","properties":{"x":{"$ref":"other.json"}}}""", "tool bad /properties/x/$ref")]
    [InlineData("""{"type":"string"}""", "tool bad")]
    [InlineData("false", "tool bad")]
    public void Compile_SchemaThatCannotBeEnforced_NamesToolAndPointer(string schema, string place)
    {
        GrammarException refused = Assert.Throws<GrammarException>(() => new ToolGrammar([Tools[0], Tool("bad", schema)], isRequired: false, allowsSeveral: true).Compile());

        Assert.Equal(place, refused.Place);
    }

    [Fact]
    public void Compile_SchemasOfAbsurdLength_AreRefused()
    {
        string schema = $$"""{"type":"object","description":"{{new string('x', 3 << 20)}}"}""";

        GrammarException refused = Assert.Throws<GrammarException>(() => new ToolGrammar([Tool("a", schema), Tool("b", schema)], isRequired: true, allowsSeveral: true).Compile());

        Assert.Contains("at most 4194304 are supported", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_AnswerSchemaThatNothingSatisfies_IsRefused() =>
        Assert.Throws<GrammarException>(() => new ToolGrammar(Tools, isRequired: false, allowsSeveral: true, Schema("false")).Compile());

    [Fact]
    public void Equals_SameToolsAndMode_OnlyThen()
    {
        ToolGrammar grammar = new([Tool("a", "true"), Tool("b", "{}")], isRequired: true, allowsSeveral: true);

        Assert.Equal(grammar, new([Tool("a", "true"), Tool("b", "{}")], isRequired: true, allowsSeveral: true));
        Assert.Equal(grammar.GetHashCode(), new ToolGrammar([Tool("a", "true"), Tool("b", "{}")], isRequired: true, allowsSeveral: true).GetHashCode());
        Assert.NotEqual(grammar, new([Tool("a", "{}"), Tool("b", "{}")], isRequired: true, allowsSeveral: true));
        Assert.NotEqual(grammar, new([Tool("a", "true"), Tool("b", "{}")], isRequired: false, allowsSeveral: true));
        Assert.NotEqual(grammar, new([Tool("a", "true"), Tool("b", "{}")], isRequired: true, allowsSeveral: false));
    }

    /// <summary>Texts of fragments of tags and calls, against a regular expression of what they may be.</summary>
    [Fact]
    public void Compile_RandomTexts_AdmitsWhatANaiveMatcherAdmits()
    {
        string[] fragments = ["<", "<tool", "tool_call>", "<tool_call>", "</tool_call>", "\n", "天", Add, Weather, "{\"name\": \"add\"", "x"];
        CompiledGrammar grammar = new ToolGrammar(Tools, isRequired: false, allowsSeveral: true).Compile();

        SeededProperty.Holds(Gen.Elements(fragments).ArrayOf(), 400, parts =>
        {
            string text = string.Concat(parts);
            Assert.Equal(Naive().IsMatch(text), grammar.FindError(Encoding.UTF8.GetBytes(text)) is null);
        }, SeededProperty.Shorter);
    }

    /// <summary>In free text, within a tag and within a call: the mask is what trying every token gives.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("hello <tool")]
    [InlineData("<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": ")]
    [InlineData("天<tool_call>\n{\"name\": \"天气\", \"arguments\": {\"city\": \"北京\"}}\n<")]
    public void Mask_AnyState_HasTheTokensThatMayFollow(string before)
    {
        using SmallTokenizer small = new();
        QwenTokenizer tokenizer = small.Load();
        CompiledGrammar grammar = new ToolGrammar(Tools, isRequired: false, allowsSeveral: true).Compile();
        GrammarVocabulary vocabulary = tokenizer.CreateGrammarVocabulary([SmallTokenizer.ImEnd]);
        int[] ids = tokenizer.Encode(before, parseSpecial: true);

        TokenMask mask = GrammarMatcher.After(grammar, vocabulary, ids).Mask();

        for (int id = 0; id < vocabulary.TokenCount; id++)
        {
            Assert.Equal(GrammarMatcher.After(grammar, vocabulary, ids).TryAccept(id), mask.Contains(id));
        }
    }

    /// <summary>The model was trained on the tags as tokens, not as their letters.</summary>
    [Fact]
    public void TakeForced_TagsOfACall_AreTheirTokens()
    {
        using SmallTokenizer small = new();
        QwenTokenizer tokenizer = small.Load();
        GrammarMatcher matcher = new(new ToolGrammar([Tools[0]], isRequired: true, allowsSeveral: true).Compile(), tokenizer.CreateGrammarVocabulary([SmallTokenizer.ImEnd]));
        List<int> forced = [];

        while (matcher.TakeForced() is { } id)
        {
            matcher.Accept(id);
            forced.Add(id);
        }

        Assert.Equal(SmallTokenizer.ToolCall, forced[0]);
        Assert.Equal("<tool_call>\n{\"name\": \"add\", \"arguments\": ", tokenizer.Decode(forced));
    }

    private static bool Accepts(ToolGrammar grammar, string answer) => grammar.Compile().FindError(Encoding.UTF8.GetBytes(answer)) is null;

    private static ToolSignature Tool(string name, string schema) => new(name, Schema(schema));

    private static JsonElement Schema(string json) => JsonElement.Parse(json);

    [GeneratedRegex("\\A((?!<tool_call>)[^\0]|<tool_call>\n\\{\"name\": (\"add\", \"arguments\": \\{\"a\": 1, \"b\": -2\\.5|\"天气\", \"arguments\": \\{\"city\": \"北京\")\\}\\}\n</tool_call>)*\\z")]
    private static partial Regex Naive();
}
