namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>The content of the file that the imported chats lack.</summary>
/// <param name="Pictures">Pictures, which have no place here.</param>
/// <param name="Files">Attached files whose text the export does not have.</param>
/// <param name="Parts">Parts of messages that have no place here, such as sound and the sources of an answer.</param>
/// <param name="Messages">Messages of an unknown role, or hidden from the user.</param>
/// <param name="Characters">Halves of characters, which became U+FFFD; of the whole file.</param>
public readonly record struct ImportOmissions(int Pictures, int Files, int Parts, int Messages, int Characters)
{
    public static ImportOmissions operator +(ImportOmissions one, ImportOmissions other) => new(
        one.Pictures + other.Pictures, one.Files + other.Files, one.Parts + other.Parts, one.Messages + other.Messages, one.Characters + other.Characters);
}
