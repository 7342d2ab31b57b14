using System.Globalization;

namespace QwenWebChat.App.Components.Documents;

/// <summary>The target of a reference.</summary>
/// <param name="Address">The address of the range in its document; null if the words were not found.</param>
/// <param name="Title">The quoted words, and their place or that they were not found.</param>
public sealed record CitationTarget(string? Address, string Title)
{
    /// <summary>Returns the address of a range of a document's text.</summary>
    public static string AddressOf(Guid documentId, int start, int length, string tab) =>
        string.Create(CultureInfo.InvariantCulture, $"documents/{documentId}?at={start}-{length}&tab={tab}");
}
