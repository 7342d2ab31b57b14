namespace QwenWebChat.App.Hosting;

/// <summary>Section <c>Storage</c>: where the app keeps what it writes.</summary>
public sealed record StorageOptions
{
    /// <summary>A folder, relative to the content root or absolute; made when absent.</summary>
    public string Path { get; init; } = "data";
}
