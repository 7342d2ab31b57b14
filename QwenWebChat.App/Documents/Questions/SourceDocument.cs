using QwenWebChat.App.Data;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>A document that is asked about.</summary>
/// <param name="Number">Under which the model knows it, from 1.</param>
internal sealed record SourceDocument(Guid Id, string Name, int Number, DocumentText Text)
{
    /// <summary>In the order of the document; empty where it was not summarised.</summary>
    public IReadOnlyList<SummarySection> Sections { get; init; } = [];
}
