namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// This app's export: an object with <c>format</c>, <c>version</c>, <c>exportedAt</c> and <c>conversations</c>, a list of
/// <see cref="ExportedConversation"/>, whose field names are the format. They are written and read one by one.
/// </summary>
internal static class ExportedFile
{
    public const string FormatName = "qwenwebchat";

    /// <summary>Rises when an older app could no longer read it; new optional fields do not raise it.</summary>
    public const int PresentVersion = 1;
}
