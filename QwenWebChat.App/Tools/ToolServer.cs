namespace QwenWebChat.App.Tools;

/// <summary>Another program that offers tools.</summary>
/// <param name="Name">Its name in the settings or on the page of tool servers.</param>
internal sealed record ToolServer(string Name)
{
    /// <summary>The tools that can be called now.</summary>
    public IReadOnlyList<IChatTool> Tools { get; init; } = [];

    /// <summary>The tools that are left out, each with the reason in one line.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>The reason in one line why tools are missing; null for none.</summary>
    public string? Problem { get; init; }

    /// <summary>The time of the next attempt to connect; null if none is planned.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>True until the first attempt to connect has ended, and while the user has it tried again.</summary>
    public bool IsConnecting { get; init; }
}
