using QwenWebChat.App.Data;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>A document that questions are about.</summary>
/// <param name="Number">The number by which the model knows it, from 1.</param>
internal sealed record SourceDocument(Guid Id, string Name, int Number, DocumentText Text)
{
    /// <summary>The summarized sections in the order of the document; empty if it has no summary.</summary>
    public IReadOnlyList<SummarySection> Sections { get; init; } = [];
}
