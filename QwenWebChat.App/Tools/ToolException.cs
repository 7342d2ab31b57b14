namespace QwenWebChat.App.Tools;

/// <summary>A call of a tool that has no result, with the reason for the model and the user.</summary>
internal sealed class ToolException(string message) : Exception(message);
