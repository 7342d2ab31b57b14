namespace QwenWebChat.App.Conversations;

/// <summary>A text that is to go along with a draft.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="IsPasted">It was pasted, and may go back into the message.</param>
public sealed record DraftFile(Guid Id, string Name, string Text, bool IsPasted);
