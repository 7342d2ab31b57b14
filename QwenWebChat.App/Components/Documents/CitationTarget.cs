using System.Globalization;

namespace QwenWebChat.App.Components.Documents;

/// <summary>What a reference leads to.</summary>
/// <param name="Address">Of the stretch in its document; null where the words were not found.</param>
/// <param name="Title">The words, and where they stand or that they do not.</param>
public sealed record CitationTarget(string? Address, string Title)
{
    /// <summary>Of a stretch of a document's text on the desk.</summary>
    public static string AddressOf(Guid documentId, int start, int length, string tab) =>
        string.Create(CultureInfo.InvariantCulture, $"documents/{documentId}?at={start}-{length}&tab={tab}");
}
