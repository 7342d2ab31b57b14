using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>What must be true of a text that a real file gave.</summary>
internal static class Expect
{
    /// <summary>Each text is there once, after the one before it.</summary>
    public static void InOrder(DocumentText document, IEnumerable<string> texts)
    {
        int end = 0;
        foreach (string text in texts)
        {
            int at = document.Text.IndexOf(text, StringComparison.Ordinal);
            Assert.True(at >= end, $"""
                "{text}" stands at {at}, and the text before it ended at {end}:
                {document.Text.AsSpan(end, Math.Min(300, document.Text.Length - end))}
                """);
            Assert.True(document.Text.IndexOf(text, at + 1, StringComparison.Ordinal) < 0, $"\"{text}\" is there twice");
            end = at + text.Length;
        }
    }

    /// <summary>The text begins on this page.</summary>
    public static void OnPage(DocumentText document, int page, string text)
    {
        int at = document.Text.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, $"\"{text}\" is missing");
        Assert.Equal(page, document.Pages.Last(candidate => candidate.Length > 0 && candidate.Start <= at).Number);
    }
}
