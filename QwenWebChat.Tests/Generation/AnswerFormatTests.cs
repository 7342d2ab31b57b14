using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Tests.Generation;

public sealed class AnswerFormatTests
{
    private static readonly AIFunction Add = AIFunctionFactory.Create((int a, int b) => a + b, "add");
    private static readonly AIFunction Time = AIFunctionFactory.Create(() => "noon", "time");
    private static readonly JsonElement Schema = JsonElement.Parse("""{"type":"integer"}""");

    private static readonly ToolSignature[] Both = [new("add", Add.JsonSchema), new("time", Time.JsonSchema)];

    public static TheoryData<QwenChatOptions, IGrammarSource?> Formats => new()
    {
        { new(), null },
        { new() { ResponseFormat = ChatResponseFormat.Text }, null },
        { new() { ResponseFormat = ChatResponseFormat.Json }, GrammarSource.Json },
        { new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema) }, new GrammarSource(GrammarKind.JsonSchema, """{"type":"integer"}""") },
        { new() { ResponseFormat = ChatResponseFormat.Text, Grammar = GrammarSource.Choice(["a"]) }, GrammarSource.Choice(["a"]) },
        { new() { Tools = [] }, null },
        { new() { Tools = [Add, Time] }, new ToolGrammar(Both, false, true) },
        { new() { Tools = [Add, Time], ToolMode = ChatToolMode.Auto, AllowMultipleToolCalls = false }, new ToolGrammar(Both, false, false) },
        { new() { Tools = [Add, Time], ToolMode = ChatToolMode.None }, null },
        { new() { Tools = [Add, Time], ToolMode = ChatToolMode.None, ResponseFormat = ChatResponseFormat.Json }, GrammarSource.Json },
        { new() { Tools = [Add, Time], ToolMode = ChatToolMode.RequireAny }, new ToolGrammar(Both, true, true) },
        { new() { Tools = [Add, Time], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = false }, new ToolGrammar(Both, true, false) },
        { new() { Tools = [Add, Time], ToolMode = ChatToolMode.RequireSpecific("time") }, new ToolGrammar([Both[1]], true, false) },
        { new() { Tools = [Add, Time], ResponseFormat = ChatResponseFormat.Json }, new ToolGrammar(Both, false, true, JsonElement.Parse("true")) },
        { new() { Tools = [Add, Time], ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema) }, new ToolGrammar(Both, false, true, Schema) },
        { new() { Tools = [Add, Time], ResponseFormat = ChatResponseFormat.Json, ToolMode = ChatToolMode.RequireAny }, new ToolGrammar(Both, true, true) },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Of_Options_IsTheirGrammar(QwenChatOptions options, IGrammarSource? expected)
    {
        Assert.Equal(expected, AnswerFormat.Of(options));
        Assert.Equal(expected, AnswerFormat.Of((QwenChatOptions)options.Clone()));
    }

    public static TheoryData<QwenChatOptions, string> Contradictions => new()
    {
        { new() { ResponseFormat = ChatResponseFormat.Json, Grammar = GrammarSource.Json }, "ResponseFormat and Grammar" },
        { new() { Tools = [Add], Grammar = GrammarSource.Choice(["a"]) }, "Grammar and Tools" },
        { new() { Tools = [Add], Grammar = GrammarSource.Choice(["a"]), ToolMode = ChatToolMode.RequireAny }, "Grammar and Tools" },
        { new() { ToolMode = ChatToolMode.RequireAny }, "Tools has no function" },
        { new() { Tools = [Add, Time], ToolMode = ChatToolMode.RequireSpecific("sub") }, "a call of sub; Tools has add, time" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Of_ContradictingOptions_SaysWhichOnes(QwenChatOptions options, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => AnswerFormat.Of(options)).Message, StringComparison.Ordinal);
}
