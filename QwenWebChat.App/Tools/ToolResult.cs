using QwenWebChat.App.Data;

namespace QwenWebChat.App.Tools;

/// <summary>The result of a call.</summary>
/// <param name="Text">The text that the model reads.</param>
internal sealed record ToolResult(string Text)
{
    /// <summary>The passages of documents in the text.</summary>
    public IReadOnlyList<ToolSource> Sources { get; init; } = [];
}
