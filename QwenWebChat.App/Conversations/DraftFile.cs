namespace QwenWebChat.App.Conversations;

/// <summary>A text attached to a draft.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="IsPasted">True if the text was pasted; it can be put back into the message.</param>
public sealed record DraftFile(Guid Id, string Name, string Text, bool IsPasted);
