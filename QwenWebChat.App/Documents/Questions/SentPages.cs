using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>Finds the pages of the parts of a document that are sent.</summary>
internal static class SentPages
{
    public static SourceUse WholeOf(SourceDocument document) => UseOf(document, [new Passage(0, document.Text.Text.Length)]);

    public static SourceUse UseOf(SourceDocument document, IReadOnlyList<Passage> stretches)
    {
        DocumentPage[] pages = [.. document.Text.Pages.Where(page => page.Length > 0)];
        return new SourceUse(
            document.Id, document.Name,
            [.. pages.Where(page => stretches.Any(stretch => stretch.Start < page.End && page.Start < stretch.End)).Select(page => page.Number)],
            pages.Length, stretches.Sum(stretch => stretch.Length), document.Text.Text.Length);
    }
}
