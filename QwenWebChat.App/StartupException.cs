namespace QwenWebChat.App;

/// <summary>A setting prevents startup. The message is one line with the key and the expected value.</summary>
public sealed class StartupException(string message) : Exception(message);
