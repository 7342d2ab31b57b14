namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// The compiled grammars that were used last. A grammar is compiled once, on a thread of the pool, however many requests ask for it
/// at the same time. A failure reaches all of these; who asks later has it compiled again.
/// </summary>
/// <param name="maxBytes">The memory of all grammars together, of which the last one used may take more.</param>
public sealed class GrammarCache(int capacity = GrammarCache.DefaultCapacity, long maxBytes = GrammarCache.DefaultBytes)
{
    private const int DefaultCapacity = 64;
    private const long DefaultBytes = 512L << 20;

    // In the order of their last use.
    private readonly OrderedDictionary<IGrammarSource, Task<CompiledGrammar>> _grammars = [];
    private readonly Lock _gate = new();

    /// <returns>The grammar; the task fails with a <see cref="GrammarException"/> if it cannot be compiled.</returns>
    public Task<CompiledGrammar> GetAsync(IGrammarSource source)
    {
        lock (_gate)
        {
            if (!_grammars.Remove(source, out Task<CompiledGrammar>? grammar) || grammar.IsFaulted)
            {
                grammar = Task.Run(source.Compile);
            }

            _grammars.Add(source, grammar);
            while (_grammars.Count > capacity || (_grammars.Count > 1 && _grammars.Values.Sum(BytesOf) > maxBytes))
            {
                _grammars.RemoveAt(0);
            }

            return grammar;
        }
    }

    private static long BytesOf(Task<CompiledGrammar> grammar) => grammar.IsCompletedSuccessfully ? grammar.GetAwaiter().GetResult().Bytes : 0;
}
