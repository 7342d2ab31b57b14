using System.Globalization;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Engine;

/// <summary>The prompt leaves no room for an answer. Nothing was truncated and nothing was computed.</summary>
public sealed class ContextOverflowException : Exception
{
    public ContextOverflowException(int promptTokens, int contextTokens, ContextLimit limit = ContextLimit.None)
        : base(string.Create(CultureInfo.InvariantCulture, $"The prompt has {promptTokens:N0} tokens; the context holds {contextTokens:N0} with the answer included.{ReasonOf(limit)}"))
    {
        PromptTokens = promptTokens;
        ContextTokens = contextTokens;
    }

    public int PromptTokens { get; }

    public int ContextTokens { get; }

    private static string ReasonOf(ContextLimit limit) => limit switch
    {
        ContextLimit.Training => " The model's files name more, but a model of this size was trained on no more.",
        ContextLimit.DualChunk => " The model's files name more, which needs dual chunk attention; only plain attention is computed.",
        _ => "",
    };
}
