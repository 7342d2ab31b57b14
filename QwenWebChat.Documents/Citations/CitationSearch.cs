using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Documents.Citations;

/// <summary>Finds quotations in several documents. Caches the results, because an answer is shown many times while it is written. Thread-safe.</summary>
public sealed partial class CitationSearch(IReadOnlyList<(Guid Id, DocumentText Text)> documents)
{
    private readonly ConcurrentDictionary<(string Quote, (int Start, int Length)? Near), Citation> _found = [];

    /// <summary>Finds a quotation in the document that agrees best with it; the first of several that agree equally well.</summary>
    /// <param name="near">The range of the text that is searched first: start and length.</param>
    public Citation Find(string quote, (int Start, int Length)? near = null) => _found.GetOrAdd((quote, near), Search);

    private Citation Search((string Quote, (int Start, int Length)? Near) wanted)
    {
        // A prompt may contain page marks between the words of the document, and the model may copy them.
        string unmarked = PageMark().Replace(wanted.Quote, " ");
        string[] readings = unmarked == wanted.Quote ? [wanted.Quote] : [wanted.Quote, unmarked];
        Citation best = new(wanted.Quote, CitationKind.NotFound);
        foreach ((Guid id, DocumentText text) in documents)
        {
            foreach (string reading in readings)
            {
                Citation found = QuoteFinder.For(text).Find(reading, wanted.Near);
                best = found.IsBetterThan(best) ? found with { Quote = wanted.Quote, DocumentId = id } : best;
            }
        }

        return best;
    }

    [GeneratedRegex(@"\[page \d+[^\]\n]{0,200}\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PageMark();
}
