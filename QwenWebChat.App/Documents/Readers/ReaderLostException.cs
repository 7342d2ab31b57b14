namespace QwenWebChat.App.Documents.Readers;

/// <summary>A reader ended, or sent what no reader sends, before it had answered.</summary>
internal sealed class ReaderLostException(string message, Exception? inner = null) : Exception(message, inner);
