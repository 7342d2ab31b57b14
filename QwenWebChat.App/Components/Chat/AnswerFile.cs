namespace QwenWebChat.App.Components.Chat;

/// <summary>An answer, or what is in it, as a file to download.</summary>
/// <param name="Ending">The ending of the file's name, without the dot.</param>
public sealed record AnswerFile(string Ending, string MediaType, string Text);
