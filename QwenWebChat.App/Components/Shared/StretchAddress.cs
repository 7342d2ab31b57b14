namespace QwenWebChat.App.Components.Shared;

/// <summary>Gives the address of a stretch of a document's text; null if the reader cannot open the document.</summary>
/// <param name="start">The first character.</param>
/// <param name="length">The number of characters.</param>
public delegate string? StretchAddress(Guid documentId, int start, int length);
