namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The notation of a grammar.</summary>
public enum GrammarKind
{
    /// <summary>Any JSON value; the text is empty.</summary>
    Json,

    /// <summary>A JSON Schema.</summary>
    JsonSchema,

    /// <summary>A regular expression of ECMA-262 that the whole answer matches.</summary>
    Regex,

    /// <summary>A JSON array of strings, of which the answer is one.</summary>
    Choice,

    /// <summary>A grammar in the notation of llama.cpp.</summary>
    Gbnf,
}
