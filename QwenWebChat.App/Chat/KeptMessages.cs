namespace QwenWebChat.App.Chat;

/// <summary>The first messages of a request whose reading is worth keeping on disk: later requests begin with the same ones.</summary>
/// <param name="Count">Of the messages, tools and a system message with them.</param>
/// <param name="Tags">Whose text they are: what is kept goes when one of them is forgotten.</param>
public sealed record KeptMessages(int Count, IReadOnlyList<string> Tags);
