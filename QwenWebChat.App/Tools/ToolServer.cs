namespace QwenWebChat.App.Tools;

/// <summary>Another program that offers tools.</summary>
/// <param name="Name">Its name in the settings.</param>
internal sealed record ToolServer(string Name)
{
    /// <summary>The tools that can be called now.</summary>
    public IReadOnlyList<IChatTool> Tools { get; init; } = [];

    /// <summary>The reason in one line why tools are missing; null for none.</summary>
    public string? Problem { get; init; }

    /// <summary>True until the first attempt to connect has ended.</summary>
    public bool IsConnecting { get; init; }
}
