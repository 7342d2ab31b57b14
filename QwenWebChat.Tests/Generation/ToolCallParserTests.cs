using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Tests.Tokenization;

namespace QwenWebChat.Tests.Generation;

public sealed class ToolCallParserTests
{
    private const string Add = "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": \"x\"}}\n</tool_call>";
    private const string AddRead = "[add {\"a\":1,\"b\":\"x\"}]";

    /// <summary>Calls in square brackets, the rest is text.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("Just text < a <tool> \n", "Just text < a <tool> \n")]
    [InlineData(Add, AddRead)]
    [InlineData(Add + "\n" + Add, AddRead + AddRead)]
    [InlineData(Add + "\n\n " + Add + "\n", AddRead + AddRead)]
    [InlineData("Let me see.\n" + Add, "Let me see." + AddRead)]
    [InlineData("Let me see.\n\n" + Add, "Let me see.\n" + AddRead)]
    [InlineData("Let me see." + Add + "\nDone.\n", "Let me see." + AddRead + "\nDone.\n")]
    [InlineData("<tool_call>{\"arguments\":{},\"name\":\"f\"}</tool_call>", "[f {}]")]
    [InlineData("<tool_call>\n{\"name\": \"f\"}\n</tool_call>", "[f {}]")]
    [InlineData("<<tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call><tool", "<[f {}]<tool")]
    public void Append_WellFormed_SeparatesCallsFromText(string answer, string expected) => Assert.Equal(expected, Read([answer]));

    /// <summary>The tag's own letters in a string do not end the call.</summary>
    [Theory]
    [InlineData("a</tool_call>b")]
    [InlineData("\\\"</tool_call>\\\\")]
    [InlineData("<tool_call>")]
    public void Append_TagInAString_BelongsToTheArgument(string content) => Assert.Equal(
        $"[f {{\"x\":\"{content}\"}}]", Read([$"<tool_call>\n{{\"name\": \"f\", \"arguments\": {{\"x\": \"{content}\"}}}}\n</tool_call>"]));

    [Theory]
    [InlineData("<tool_call>\n{\"name\": \"f\", \"arguments\": {\"x\": }}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"f, \"arguments\": {}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"f\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"f\\\n</tool_call>")]
    [InlineData("<tool_call>\n{\"arguments\": {}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"\", \"arguments\": {}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": 1, \"arguments\": {}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"\\ud800\", \"arguments\": {}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"f\", \"arguments\": \"{}\"}\n</tool_call>")]
    [InlineData("<tool_call>\n[\"f\"]\n</tool_call>")]
    [InlineData("<tool_call></tool_call>")]
    public void Append_Malformed_IsText(string call)
    {
        Assert.Equal(call, Read([call]));
        Assert.Equal($"a\n{call}{AddRead}\n{call}\nb", Read([$"a\n{call}\n{Add}\n{call}\nb"]));
    }

    [Theory]
    [InlineData("a\n<tool_call>\n{\"name\": \"f\", \"argum")]
    [InlineData("a\n<tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n")]
    [InlineData("a\n<tool_ca")]
    [InlineData("a\n")]
    public void Complete_Unfinished_IsText(string answer)
    {
        Assert.Equal(answer, Read([answer]));
        Assert.Equal(AddRead + answer, Read([Add + answer]));
    }

    [Fact]
    public void Append_CallWithoutEnd_IsTextAndTheNextIsACall() =>
        Assert.Equal("<tool_call>\n{\"name\": \"f\"" + AddRead, Read(["<tool_call>\n{\"name\": \"f\"\n" + Add]));

    [Fact]
    public void Append_PossibleBeginning_IsHeldBackUntilItIsClear()
    {
        ToolCallParser parser = new("id");

        Assert.Equal("a", Text(parser.Append("a\n<tool")));
        Assert.Equal("", Text(parser.Append("_call")));
        Assert.Equal("\n<tool_call b", Text(parser.Append(" b")));
        Assert.Equal("", Text(parser.Append("<")));
        Assert.Equal("<", Text(parser.Complete()));
    }

    [Fact]
    public void Append_SeveralCalls_HaveDifferentIds()
    {
        ToolCallParser parser = new("id");

        FunctionCallContent[] calls = [.. parser.Append(Add + "\n" + Add).Cast<FunctionCallContent>()];

        Assert.Equal(["id-1", "id-2"], calls.Select(call => call.CallId));
        Assert.Equal(2, parser.CallCount);
        Assert.Equal(1, Assert.IsType<JsonElement>(calls[0].Arguments!["a"]).GetInt32());
    }

    /// <summary>Text, calls and broken calls, cut at any places.</summary>
    [Fact]
    public void Append_AnySplit_GivesTheSameContents()
    {
        string[] fragments = [Add, "\n", " ", "text", "<", "<tool_call>", "</tool_call>", "\"", "\\", "{\"name\": \"f\"}", "天", "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"x\": \"</tool_call>\"}}\n</tool_call>"];
        Gen<(string[] Parts, int[] Cuts)> cases = Gen.Elements(fragments).ArrayOf().SelectMany(parts => Gen.Choose(0, 60).ArrayOf().Select(cuts => (parts, cuts)));

        SeededProperty.Holds(cases, 1_000, sample =>
        {
            string answer = string.Concat(sample.Parts);
            int[] ends = [.. sample.Cuts.Where(cut => cut < answer.Length).Distinct().Order(), answer.Length];
            IEnumerable<string> pieces = ends.Select((end, i) => answer[(i == 0 ? 0 : ends[i - 1])..end]);
            Assert.Equal(Read([answer]), Read(pieces));
            Assert.Equal(Read([answer]), Read(answer.Select(character => character.ToString())));
        });
    }

    /// <summary>Random walks through the grammar, with strings that hold anything: the parser finds every call.</summary>
    [Fact]
    public void Append_AnswersOfTheGrammar_AreCallsAlone()
    {
        using SmallTokenizer small = new();
        QwenTokenizer tokenizer = small.Load();
        GrammarVocabulary vocabulary = tokenizer.CreateGrammarVocabulary([SmallTokenizer.ImEnd]);
        JsonElement schema = JsonElement.Parse("""{"type":"object","properties":{"text":{"type":"string","maxLength":8},"on":{"enum":["</tool_call>","\\\"<tool_call>\n"]}},"additionalProperties":false}""");
        CompiledGrammar grammar = new ToolGrammar([new("f", schema)], isRequired: true, allowsSeveral: true).Compile();
        int callCount = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            string answer = Walk(new GrammarMatcher(grammar, vocabulary), vocabulary, new Random(seed));
            ToolCallParser parser = new("id");
            List<AIContent> contents = [.. parser.Append(answer), .. parser.Complete()];
            Assert.All(contents, content => Assert.Equal("f", Assert.IsType<FunctionCallContent>(content).Name));
            callCount += contents.Count;
        }

        Assert.True(callCount > 60);
    }

    private static string Walk(GrammarMatcher matcher, GrammarVocabulary vocabulary, Random random)
    {
        List<int> ids = [];
        while (true)
        {
            TokenMask mask = matcher.Mask();
            int[] allowed = [.. Enumerable.Range(0, vocabulary.TokenCount).Where(mask.Contains)];
            int id = allowed[random.Next(allowed.Length)];
            matcher.Accept(id);
            if (vocabulary.EndTokenIds.Contains(id))
            {
                return System.Text.Encoding.UTF8.GetString([.. ids.SelectMany(token => vocabulary.BytesOf(token).ToArray())]);
            }

            ids.Add(id);
        }
    }

    private static string Read(IEnumerable<string> pieces)
    {
        ToolCallParser parser = new("id");
        List<AIContent> contents = [.. pieces.SelectMany(parser.Append)];
        return Text([.. contents, .. parser.Complete()]);
    }

    private static string Text(IEnumerable<AIContent> contents) => string.Concat(contents.Select(content => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => $"[{call.Name} {{{string.Join(',', call.Arguments!.Select(argument => $"\"{argument.Key}\":{((JsonElement)argument.Value!).GetRawText()}"))}}}]",
        _ => throw new InvalidOperationException(),
    }));
}
