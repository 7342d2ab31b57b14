namespace QwenWebChat.Benchmarks.Grammars;

/// <summary>The outcome of a case, as MaskBench counts them.</summary>
internal enum GrammarOutcome
{
    Passed,
    CompileError,

    /// <summary>A valid instance is refused for the order of its properties, and accepted in the schema's.</summary>
    OtherOrder,
    ValidRefused,
    InvalidAccepted,
    Crashed,
}
