using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Tests.Sampling.Grammar;

public sealed class GrammarCacheTests
{
    private readonly GrammarCache _cache = new(capacity: 2);

    [Fact]
    public async Task Get_ManyAtTheSameTime_CompilesOnce()
    {
        using ManualResetEventSlim gate = new();
        CountedSource source = new("a", gate);

        Task<CompiledGrammar>[] asked = [.. Enumerable.Range(0, 8).Select(_ => _cache.GetAsync(source))];
        gate.Set();
        CompiledGrammar[] grammars = await Task.WhenAll(asked);

        Assert.Equal(1, source.CompileCount);
        Assert.Single(grammars.Distinct());
    }

    [Fact]
    public async Task Get_EqualSource_IsTheSameGrammar() =>
        Assert.Same(await _cache.GetAsync(GrammarSource.Choice(["a", "b"])), await _cache.GetAsync(GrammarSource.Choice(["a", "b"])));

    [Fact]
    public async Task Get_BeyondTheCapacity_RemovesTheOneUnusedForTheLongestTime()
    {
        (CountedSource first, CountedSource second, CountedSource third) = (new("a"), new("b"), new("c"));

        foreach (CountedSource source in (CountedSource[])[first, second, first, third, first, second])
        {
            await _cache.GetAsync(source);
        }

        Assert.Equal((1, 2, 1), (first.CompileCount, second.CompileCount, third.CompileCount));
    }

    [Fact]
    public async Task Get_BeyondTheMemory_LeavesTheLastOne()
    {
        GrammarCache cache = new(capacity: 8, maxBytes: 1);
        (CountedSource first, CountedSource second) = (new("[a-z]+"), new("[0-9]+"));

        foreach (CountedSource source in (CountedSource[])[first, first, second, second, first])
        {
            await cache.GetAsync(source);
        }

        Assert.Equal((2, 1), (first.CompileCount, second.CompileCount));
    }

    [Fact]
    public async Task Get_Failure_ReachesWhoAsksAndIsNotStored()
    {
        CountedSource source = new("(");

        await Assert.ThrowsAsync<GrammarException>(() => _cache.GetAsync(source));
        await Assert.ThrowsAsync<GrammarException>(() => _cache.GetAsync(source));

        Assert.Equal(2, source.CompileCount);
    }

    private sealed class CountedSource(string pattern, ManualResetEventSlim? gate = null) : IGrammarSource
    {
        private int _compileCount;

        public int CompileCount => _compileCount;

        public CompiledGrammar Compile()
        {
            Interlocked.Increment(ref _compileCount);
            gate?.Wait();
            return new GrammarSource(GrammarKind.Regex, pattern).Compile();
        }
    }
}
