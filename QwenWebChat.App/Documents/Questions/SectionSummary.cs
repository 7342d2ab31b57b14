namespace QwenWebChat.App.Documents.Questions;

/// <summary>What a stretch of a document says, in short.</summary>
/// <param name="Level">0 for the finest, then upwards.</param>
internal sealed record SectionSummary(int Level, string Title, int? FirstPage, int? LastPage, string Text);
