using QwenWebChat.App.Data;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Conversations;

/// <summary>The system prompt, the settings, the output format and the tools with which a conversation's answers are generated.</summary>
/// <param name="SystemPrompt">Null for the model's own system prompt.</param>
public sealed record ChatSetup(string? SystemPrompt, SamplingOverrides Settings)
{
    public static readonly ChatSetup None = new(null, SamplingOverrides.None);

    /// <summary>The output format of the answers.</summary>
    public OutputFormat Format { get; init; } = OutputFormat.FreeText;

    /// <summary>The tools that are on.</summary>
    public ToolNameSet Tools { get; init; } = ToolNameSet.None;
}
