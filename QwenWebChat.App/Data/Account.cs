using Microsoft.AspNetCore.Identity;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Data;

/// <summary>
/// A user, whom conversations and documents belong to. The local account, <see cref="LocalId"/>, exists in every database: before
/// there are accounts it serves the one user without a password, and it becomes the first administrator.
/// </summary>
internal sealed class Account : IdentityUser<Guid>
{
    /// <summary>The id of the local account.</summary>
    public static readonly Guid LocalId = new("0198c0de-0000-7000-8000-000000000001");

    /// <summary>The name that the user signs in with and that others see.</summary>
    public required string Name { get; set; }

    /// <summary>The name, as ASP.NET Core Identity calls it.</summary>
    public override string? UserName
    {
        get => Name;
        set => Name = value ?? "";
    }

    public AccountRole Role { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>True if a command in the terminal made it: its password counts even where a setting leaves the sign-in to a provider.</summary>
    public bool IsRescue { get; set; }

    /// <summary>The number of the time step of the last code from an authenticator app: no code counts twice.</summary>
    public long LastTotpStep { get; set; }

    /// <summary>True if the account may not be used until an administrator resumes it.</summary>
    public bool IsPaused { get; set; }

    /// <summary>The days after their last message when the account's conversations are deleted; null for those of the server.</summary>
    public int? RetentionDays { get; set; }

    /// <summary>The system prompt of a new conversation; null for the model's own.</summary>
    public string? SystemPrompt { get; set; }

    /// <summary>The settings of a new conversation.</summary>
    public SamplingOverrides Settings { get; set; } = SamplingOverrides.None;

    /// <summary>The output format of a new conversation.</summary>
    public OutputFormat OutputFormat { get; set; } = OutputFormat.FreeText;

    /// <summary>The tools that are on in a new conversation.</summary>
    public ToolNameSet Tools { get; set; } = ToolNameSet.None;
}
