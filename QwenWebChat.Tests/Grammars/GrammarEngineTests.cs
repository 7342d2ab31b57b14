using System.Text.Json;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Tests.Engine;

namespace QwenWebChat.Tests.Grammars;

[Slow]
public sealed class GrammarEngineTests
{
    private static readonly CompiledGrammar Order = Grammar.Schema(
        """{"type":"object","properties":{"kind":{"enum":["purchase of a product","inquiry"]},"count":{"type":"integer","minimum":1,"maximum":99}},"required":["kind","count"],"additionalProperties":false}""");

    [Fact]
    public async Task Submit_UnderASchema_EndsWithAValidValue()
    {
        using EngineRun run = await EngineRun.StartAsync();
        for (int seed = 0; seed < 20; seed++)
        {
            GenerationRequest request = run.Request(400, temperature: 1.5, (ulong)seed) with { Grammar = Order };
            List<GenerationUpdate> updates = await run.AskAsync(request with { Sampling = request.Sampling with { IgnoreEndTokens = false } });

            string text = EngineRun.Text(updates);
            Assert.True(Order.Accepts(text), text);
            Assert.Equal(FinishReason.Stop, Assert.IsType<GenerationUpdate.Finished>(updates[^1]).Reason);
            using JsonDocument json = JsonDocument.Parse(text);
            Assert.InRange(json.RootElement.GetProperty("count").GetDecimal(), 1, 99);
        }
    }

    [Fact]
    public async Task Submit_CutByMaxTokens_IsReportedAndABeginning()
    {
        using EngineRun run = await EngineRun.StartAsync();

        List<GenerationUpdate> updates = await run.AskAsync(run.Request(5, temperature: 1.5) with { Grammar = Grammar.Schema("""{"type":"string","minLength":200}""") });

        Assert.Equal(5, updates.OfType<GenerationUpdate.Token>().Count());
        Assert.Equal(FinishReason.Length, Assert.IsType<GenerationUpdate.Finished>(updates[^1]).Reason);
    }

    [Fact]
    public async Task Submit_BesideFreeRequests_ChangesNoneOfThem()
    {
        using EngineRun run = await EngineRun.StartAsync();
        string alone = EngineRun.Text(await run.AskAsync(run.Request(40, temperature: 1, seed: 5)));

        Task<List<GenerationUpdate>> constrained = run.AskAsync(run.Request(60, temperature: 1) with { Grammar = Order });
        string beside = EngineRun.Text(await run.AskAsync(run.Request(40, temperature: 1, seed: 5)));

        Assert.Equal(alone, beside);
        Assert.True(Order.FindError(EngineRun.Text(await constrained)) is null or > 0);
    }

    [Fact]
    public async Task Submit_ChoiceAtTemperatureZero_IsOneOfTheTexts()
    {
        using EngineRun run = await EngineRun.StartAsync();

        string text = EngineRun.Text(await run.AskAsync(run.Request(60) with { Grammar = GrammarSource.Choice(["certainly not", "certainly so"]).Compile() }));

        Assert.Contains(text, (string[])["certainly not", "certainly so"]);
    }

    [Fact]
    public async Task Submit_ContinuedAnswer_GoesOnWhereTheGrammarIs()
    {
        using EngineRun run = await EngineRun.StartAsync();
        int[] begun = run.Engine.Model!.Tokenizer.Encode("{\"kind\": \"inq");
        GenerationRequest request = run.Request(100, temperature: 1) with { Grammar = Order, PromptIds = [1, 2, .. begun], ContinuedCount = begun.Length };

        string text = EngineRun.Text(await run.AskAsync(request));

        Assert.True(Order.Accepts("{\"kind\": \"inq" + text), text);
        int[] wrong = run.Engine.Model!.Tokenizer.Encode("[1");
        Assert.Throws<ArgumentException>(() => run.Engine.Submit(request with { PromptIds = [1, .. wrong], ContinuedCount = wrong.Length }));
    }
}
