using QwenWebChat.App.Exports;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A file format for exported chats.</summary>
internal interface IChatFormat : IExportFormat<IAsyncEnumerable<ExportedConversation>>
{
    /// <summary>
    /// True if one file can hold many chats. Otherwise, a file is written for each chat, and the export of all chats is a
    /// zip archive.
    /// </summary>
    bool HoldsMany { get; }
}
