namespace QwenWebChat.App.Data;

/// <summary>A server with tools that was added in the app. It belongs to the app, not to an owner: its tools are in all chats.</summary>
internal sealed class SavedToolServer
{
    /// <summary>The name, which is unique regardless of case.</summary>
    public required string Name { get; init; }

    /// <summary>The settings as JSON, with the keys of a server in <c>appsettings.json</c>.</summary>
    public required string Settings { get; set; }

    /// <summary>False if the server is switched off.</summary>
    public required bool IsOn { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
