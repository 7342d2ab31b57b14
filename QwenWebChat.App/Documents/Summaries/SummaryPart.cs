using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>A part of a document as a prompt names it.</summary>
/// <param name="Place">From 0.</param>
/// <param name="Title">Empty for none.</param>
/// <param name="Text">What was written of it.</param>
internal sealed record SummaryPart(int Place, string Title, int? FirstPage, int? LastPage, string Text)
{
    public static SummaryPart Of(SummarySection section) => new(section.Place, section.Title, section.FirstPage, section.LastPage, section.Text);
}
