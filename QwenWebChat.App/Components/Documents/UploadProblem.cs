using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Components.Documents;

/// <summary>A file that did not come here, and why.</summary>
/// <param name="Name">The file's.</param>
/// <param name="Error">Null where it broke off, or the browser could not read it.</param>
/// <param name="Size">In bytes.</param>
public sealed record UploadProblem(string Name, DocumentReadError? Error, long Size);
