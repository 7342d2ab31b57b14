using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Tests.Grammars;

namespace QwenWebChat.Tests.Engine;

/// <summary>Stop tokens, stop strings, the minimum length and biases through the engine, also under a grammar.</summary>
[Slow]
public sealed class AnswerEndTests : IAsyncLifetime
{
    private EngineRun _run = null!;

    public async ValueTask InitializeAsync() => _run = await EngineRun.StartAsync();

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Submit_StopTokenOfTheAnswer_EndsThereWithoutItsTextAndTellsIt()
    {
        GenerationRequest request = _run.Request(maxTokens: 40, temperature: 1);
        GenerationUpdate.Token[] whole = [.. (await _run.AskAsync(request)).OfType<GenerationUpdate.Token>()];
        int stop = whole[12].Id;
        int end = Array.FindIndex(whole, token => token.Id == stop);

        List<GenerationUpdate> updates = await _run.AskAsync(request with { Sampling = request.Sampling with { StopTokenIds = [stop] } });

        GenerationUpdate.Finished last = updates.OfType<GenerationUpdate.Finished>().Single();
        Assert.Equal((FinishReason.Stop, null, stop), (last.Reason, last.StopString, last.StopTokenId));
        Assert.Equal(whole[..(end + 1)].Select(token => token.Id), updates.OfType<GenerationUpdate.Token>().Select(token => token.Id));
        Assert.StartsWith(EngineRun.Text(updates).TrimEnd('\uFFFD'), EngineRun.Text(whole[..end]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_StopString_TellsIt()
    {
        string whole = EngineRun.Text(await _run.AskAsync(_run.Request(maxTokens: 40)));
        GenerationRequest request = _run.Request(maxTokens: 40);

        GenerationUpdate.Finished last = (await _run.AskAsync(request with { Sampling = request.Sampling with { Stop = ["not there", whole[5..9]] } })).OfType<GenerationUpdate.Finished>().Single();

        Assert.Equal((whole[5..9], null), (last.StopString, last.StopTokenId));
    }

    /// <summary>Every token that the answer could have is a stop token: only the minimum holds it.</summary>
    [Fact]
    public async Task Submit_MinTokens_AnswerHasThem()
    {
        GenerationRequest request = _run.Request(maxTokens: 30, temperature: 1.5);
        SamplingParams sampling = request.Sampling with { StopTokenIds = [.. Enumerable.Range(0, _run.Engine.Model!.Config.VocabularySize)], MinTokens = 7 };

        GenerationUpdate.Finished last = (await _run.AskAsync(request with { Sampling = sampling })).OfType<GenerationUpdate.Finished>().Single();

        Assert.Equal((8, FinishReason.Stop), (last.Record.NewTokens, last.Reason));
        Assert.NotNull(last.StopTokenId);
    }

    /// <summary>A grammar that may end at once, and one that must: it goes on as long as it can, and no longer.</summary>
    [Theory]
    [InlineData("a*", 9)]
    [InlineData("a{3}", 3)]
    public async Task Submit_MinTokensUnderAGrammar_EndsNoSoonerThanItMust(string pattern, int minLength)
    {
        GenerationRequest request = _run.Request(maxTokens: 60, temperature: 1);
        for (ulong seed = 0; seed < 5; seed++)
        {
            SamplingParams sampling = request.Sampling with { IgnoreEndTokens = false, MinTokens = 9, Seed = seed };
            List<GenerationUpdate> updates = await _run.AskAsync(request with { Sampling = sampling, Grammar = new GrammarSource(GrammarKind.Regex, pattern).Compile() });

            Assert.Matches($"^a{{{minLength},}}$", EngineRun.Text(updates));
        }
    }

    /// <summary>A bias against every token that the grammar allows, among them those that it forces.</summary>
    [Fact]
    public async Task Submit_BiasAgainstTheGrammar_StillSatisfiesIt()
    {
        LogitBias bias = new(Enumerable.Range(0, Math.Min(_run.Engine.Model!.Config.VocabularySize, LogitBias.MaxCount)).Select(id => KeyValuePair.Create(id, -100.0)));
        CompiledGrammar grammar = GrammarSource.Choice(["certainly not", "certainly so"]).Compile();
        GenerationRequest request = _run.Request(maxTokens: 60) with { Grammar = grammar };

        List<GenerationUpdate> updates = await _run.AskAsync(request with { Sampling = request.Sampling with { LogitBias = bias } });

        Assert.True(grammar.Accepts(EngineRun.Text(updates)));
        Assert.Equal(FinishReason.Stop, Assert.IsType<GenerationUpdate.Finished>(updates[^1]).Reason);
    }

    /// <summary>A stop token that the grammar forces ends the answer, but not before its minimum length.</summary>
    [Theory]
    [InlineData(0, "")]
    [InlineData(40, "certainly")]
    public async Task Submit_StopTokenThatIsForced_EndsUnlessItIsTooEarly(int minTokens, string expected)
    {
        int stop = _run.Engine.Model!.Tokenizer.Encode("certainly")[0];
        GenerationRequest request = _run.Request(maxTokens: 60) with { Grammar = new GrammarSource(GrammarKind.Regex, "certainly").Compile() };

        List<GenerationUpdate> updates = await _run.AskAsync(request with { Sampling = request.Sampling with { StopTokenIds = [stop], MinTokens = minTokens } });

        Assert.Equal(expected, EngineRun.Text(updates));
        Assert.Equal(minTokens == 0 ? stop : null, updates.OfType<GenerationUpdate.Finished>().Single().StopTokenId);
    }

    [Fact]
    public async Task Submit_BiasForOneToken_RepeatsIt()
    {
        GenerationRequest request = _run.Request(maxTokens: 5, temperature: 1);

        List<GenerationUpdate> updates = await _run.AskAsync(request with { Sampling = request.Sampling with { LogitBias = new LogitBias([KeyValuePair.Create(65, 100.0)]) } });

        Assert.Equal([65, 65, 65, 65, 65], updates.OfType<GenerationUpdate.Token>().Select(token => token.Id));
    }

    [Fact]
    public void Submit_TokensOutsideTheVocabulary_IsRefused()
    {
        int vocabulary = _run.Engine.Model!.Config.VocabularySize;
        GenerationRequest request = _run.Request();

        Assert.Throws<ArgumentException>(() => _run.Engine.Submit(request with { Sampling = request.Sampling with { StopTokenIds = [vocabulary] } }));
        Assert.Throws<ArgumentException>(() => _run.Engine.Submit(request with { Sampling = request.Sampling with { LogitBias = new LogitBias([KeyValuePair.Create(vocabulary, 1.0)]) } }));
    }
}
