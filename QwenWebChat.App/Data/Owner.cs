using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Data;

/// <summary>Whose conversations they are. Until there are accounts there is one, <see cref="LocalId"/>.</summary>
internal sealed class Owner
{
    /// <summary>Who sits at this machine; in every database from the first migration on.</summary>
    public static readonly Guid LocalId = new("0198c0de-0000-7000-8000-000000000001");

    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>With which a new conversation begins; null for the model's own.</summary>
    public string? SystemPrompt { get; set; }

    /// <summary>With which a new conversation begins.</summary>
    public SamplingOverrides Settings { get; set; } = SamplingOverrides.None;
}
