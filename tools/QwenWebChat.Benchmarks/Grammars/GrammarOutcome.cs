namespace QwenWebChat.Benchmarks.Grammars;

/// <summary>The outcome of a case, as MaskBench counts them.</summary>
internal enum GrammarOutcome
{
    Passed,
    CompileError,
    ValidRefused,
    InvalidAccepted,
    Crashed,
}
