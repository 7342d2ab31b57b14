namespace QwenWebChat.App.Hosting;

/// <summary>A setting with which the app cannot start. The message is one line that says which, and what would be right.</summary>
public sealed class StartupException(string message) : Exception(message);
