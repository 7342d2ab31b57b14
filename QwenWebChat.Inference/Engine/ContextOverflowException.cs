using System.Globalization;

namespace QwenWebChat.Inference.Engine;

/// <summary>A prompt that leaves no room for an answer. Nothing was cut and nothing was run.</summary>
public sealed class ContextOverflowException : Exception
{
    public ContextOverflowException(int promptTokens, int contextTokens)
        : base(string.Create(CultureInfo.InvariantCulture, $"The prompt has {promptTokens:N0} tokens; the context holds {contextTokens:N0} with the answer included."))
    {
        PromptTokens = promptTokens;
        ContextTokens = contextTokens;
    }

    public int PromptTokens { get; }

    public int ContextTokens { get; }
}
