namespace QwenWebChat.App.Documents.Readers;

/// <summary>The error of a reader that exited, or sent an invalid frame, before it had answered.</summary>
internal sealed class ReaderLostException(string message, Exception? inner = null) : Exception(message, inner);
