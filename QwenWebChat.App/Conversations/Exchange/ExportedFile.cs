namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// This app's export: an object with <c>format</c>, <c>version</c>, <c>exportedAt</c> and <c>conversations</c>, a list of
/// <see cref="ExportedConversation"/>, whose field names define the format. Conversations are written and read one by one.
/// </summary>
internal static class ExportedFile
{
    public const string FormatName = "qwenwebchat";

    /// <summary>
    /// The version increases when older apps can no longer read the format; new optional fields do not increase it.
    /// </summary>
    public const int PresentVersion = 1;
}
