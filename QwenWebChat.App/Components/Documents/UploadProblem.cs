using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Components.Documents;

/// <summary>A file whose upload failed, and the reason.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Error">The reading error; null if the upload was interrupted, or if the browser could not read the file.</param>
/// <param name="Size">The size in bytes.</param>
public sealed record UploadProblem(string Name, DocumentReadError? Error, long Size);
