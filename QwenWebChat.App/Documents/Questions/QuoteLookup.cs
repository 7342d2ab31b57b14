using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>Looks quotations up in several documents; each once, for an answer is shown many times while it is written.</summary>
internal sealed partial class QuoteLookup(IReadOnlyList<SourceDocument> documents)
{
    private readonly ConcurrentDictionary<string, (Guid DocumentId, QuoteMatch Match)?> _found = new(StringComparer.Ordinal);

    /// <summary>The document where it stands to the letter, else where it stands best; null where it stands in none.</summary>
    public (Guid DocumentId, QuoteMatch Match)? Find(string quote) => _found.GetOrAdd(quote, Search);

    private (Guid DocumentId, QuoteMatch Match)? Search(string quote)
    {
        // A mark that was shown to the model within the words is none of the document's.
        string words = PageMark().Replace(quote, " ");
        (Guid DocumentId, QuoteMatch Match)? best = null;
        foreach (SourceDocument document in documents)
        {
            if (QuoteFinder.For(document.Text).Find(words) is { } match && (best is null || match.Kind < best.Value.Match.Kind))
            {
                best = (document.Id, match);
            }
        }

        return best;
    }

    [GeneratedRegex(@"\[page \d+[^\]\n]{0,200}\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PageMark();
}
