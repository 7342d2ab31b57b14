using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Tools;

/// <summary>Calls of the tools as the model makes them.</summary>
public sealed class ChatToolsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 23, 30, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("calculator", """{"expression": "6*7"}""", "42", false)]
    [InlineData("calculator", """{"expression": "1/0"}""", "Division by zero.", true)]
    [InlineData("calculator", "{}", "expression: found no text; expected an arithmetic expression.", true)]
    [InlineData("calculator", """{"expression": 5}""", "expression: found no text; expected an arithmetic expression.", true)]
    [InlineData("date", "{}", "2026-11-30, Monday, 05:15 UTC+05:45", false)]
    [InlineData("date", """{"add_days": 0}""", "2026-11-30, Monday, 05:15 UTC+05:45", false)]
    [InlineData("date", """{"add_days": 10}""", "2026-12-10, Thursday (10 days after 2026-11-30)", false)]
    [InlineData("date", """{"add_days": -31}""", "2026-10-30, Friday (31 days before 2026-11-30)", false)]
    [InlineData("date", """{"add_days": 9999999999}""", "add_days: found 9999999999; expected a whole number from -100000 to 100000.", true)]
    [InlineData("date", """{"add_days": -2147483648}""", "add_days: found -2147483648; expected a whole number from -100000 to 100000.", true)]
    [InlineData("date", """{"add_days": "soon"}""", "add_days: found \"soon\"; expected a whole number from -100000 to 100000.", true)]
    [InlineData("shell", """{"command": "ls"}""", "There is no tool shell.", true)]
    public async Task Run_Call_HasAResultOrAReason(string name, string arguments, string result, bool isFailed)
    {
        _time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("here", new TimeSpan(5, 45, 0), null, null));
        ChatTools tools = TestChat.Tools(_time, [new CalculatorTool(), new DateTool(_time)]);

        ToolCall done = await tools.RunAsync(new ToolCall(name, arguments), tools.Own, TestDatabase.LocalOwner, Cancellation);

        Assert.Equal((result, isFailed, 0), (done.Result, done.IsFailed, done.DurationMs));
    }

    [Fact]
    public async Task Run_ToolThatIsOff_IsNotThere()
    {
        ChatTools tools = TestChat.Tools();

        ToolCall done = await tools.RunAsync(new ToolCall("calculator", """{"expression": "1"}"""), tools.Named(["date"]), TestDatabase.LocalOwner, Cancellation);

        Assert.Equal(("There is no tool calculator.", true), (done.Result, done.IsFailed));
    }

    /// <summary>The grammar of a request is made of these schemas, and admits no other properties.</summary>
    [Fact]
    public void Declaration_EachTool_IsEnforcedAsItIsWritten()
    {
        foreach (AIFunctionDeclaration tool in new IChatTool[] { new CalculatorTool(), new DateTool(_time) }.Select(tool => tool.Declaration))
        {
            CompiledGrammar grammar = new GrammarSource(GrammarKind.JsonSchema, tool.JsonSchema.GetRawText()).Compile();

            Assert.NotNull(grammar.FindError("""{"other": 1}"""u8));
            Assert.False(tool.JsonSchema.GetProperty("additionalProperties").GetBoolean());
        }
    }

    [Fact]
    public void Names_ThereAndBack_AreTheSame()
    {
        ToolNameSet names = ["date", "calculator", "date"];

        Assert.Equal("""["calculator","date"]""", JsonSerializer.Serialize(names));
        Assert.Equal(names, JsonSerializer.Deserialize<ToolNameSet>("""["date","calculator"]"""));
        Assert.Equal(["calculator", "from_the_future"], ToolNameSet.Create(["date", "from_the_future", "calculator"]).With("date", isOn: false));
        Assert.Equal(ToolNameSet.None, names.With("date", isOn: false).With("calculator", isOn: false));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ToolNameSet>("""["date", 3]"""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ToolNameSet>("\"date\""));
    }
}
