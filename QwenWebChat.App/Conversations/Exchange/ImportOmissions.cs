namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Counts the content of the file that the imported chats lack.</summary>
/// <param name="Pictures">Pictures, which the app cannot store.</param>
/// <param name="Files">Attached files whose text the export does not have.</param>
/// <param name="Parts">Parts of messages that the app cannot store, such as audio and the sources of an answer.</param>
/// <param name="Messages">Messages of an unknown role, or hidden from the user.</param>
/// <param name="Characters">Unpaired surrogates of the whole file, replaced by U+FFFD.</param>
public readonly record struct ImportOmissions(int Pictures, int Files, int Parts, int Messages, int Characters)
{
    public static ImportOmissions operator +(ImportOmissions one, ImportOmissions other) => new(
        one.Pictures + other.Pictures, one.Files + other.Files, one.Parts + other.Parts, one.Messages + other.Messages, one.Characters + other.Characters);
}
