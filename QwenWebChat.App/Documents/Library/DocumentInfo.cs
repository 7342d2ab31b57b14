using QwenWebChat.App.Data;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Library;

/// <summary>A document as a page lists it.</summary>
/// <param name="PageCount">0 where the format has no pages.</param>
/// <param name="TokenCount">As a loaded model counted last; null as long as none has.</param>
public sealed record DocumentInfo(
    Guid Id, string Name, long Bytes, DateTimeOffset CreatedAt, DocumentState State, DocumentReadError? Failure,
    FileFormat? Format, int PageCount, int CharacterCount, int? TokenCount)
{
    internal static DocumentInfo From(Document row) => new(
        row.Id, row.Name, row.Bytes, row.CreatedAt, row.State, FailureOf(row),
        Enum.TryParse(row.Format, out FileFormat format) ? format : null, row.PageCount, row.CharacterCount, row.TokenCount);

    private static DocumentReadError? FailureOf(Document row) =>
        row.State != DocumentState.Failed ? null
        : Enum.TryParse(row.Failure, out DocumentReadError failure) ? failure
        : DocumentReadError.Failed;
}
