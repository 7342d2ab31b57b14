namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>A grammar that can be compiled. Equal sources have the same compilation, which a <see cref="GrammarCache"/> does once.</summary>
public interface IGrammarSource
{
    /// <exception cref="GrammarException">The grammar is invalid, unsupported or too large, or nothing satisfies it.</exception>
    CompiledGrammar Compile();
}
