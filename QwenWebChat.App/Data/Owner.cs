using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Data;

/// <summary>The user that conversations and documents belong to. Until the app has accounts, there is one, <see cref="LocalId"/>.</summary>
internal sealed class Owner
{
    /// <summary>The id of the local user, who exists in every database.</summary>
    public static readonly Guid LocalId = new("0198c0de-0000-7000-8000-000000000001");

    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The system prompt of a new conversation; null for the model's own.</summary>
    public string? SystemPrompt { get; set; }

    /// <summary>The settings of a new conversation.</summary>
    public SamplingOverrides Settings { get; set; } = SamplingOverrides.None;

    /// <summary>The output format of a new conversation.</summary>
    public OutputFormat OutputFormat { get; set; } = OutputFormat.FreeText;

    /// <summary>The tools that are on in a new conversation.</summary>
    public ToolNameSet Tools { get; set; } = ToolNameSet.None;
}
