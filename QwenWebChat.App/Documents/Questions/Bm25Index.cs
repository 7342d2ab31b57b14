using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>
/// Ranks a document's passages by a question: BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009)
/// with k1 = 1.2 and b = 0.75. Thread-safe.
/// </summary>
internal sealed class Bm25Index
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private static readonly ConditionalWeakTable<DocumentText, Bm25Index> Indexes = [];

    private readonly Dictionary<ulong, List<Posting>> _postings = [];
    private readonly int[] _lengths;
    private readonly double _averageLength;

    public Bm25Index(DocumentText document)
    {
        Passages = Questions.Passages.Cut(document);
        _lengths = new int[Passages.Count];
        List<ulong> terms = [];
        for (int passage = 0; passage < Passages.Count; passage++)
        {
            terms.Clear();
            SearchTerms.Collect(document.Text.AsSpan(Passages[passage].Start, Passages[passage].Length), terms);
            _lengths[passage] = terms.Count;
            terms.ForEach(term => Add(term, passage));
        }

        _averageLength = Math.Max(1, _lengths.DefaultIfEmpty().Average());
    }

    public IReadOnlyList<Passage> Passages { get; }

    /// <summary>Returns the index of a document's text. It is created on first use and lives as long as the text.</summary>
    public static Bm25Index For(DocumentText document) => Indexes.GetValue(document, static text => new Bm25Index(text));

    /// <summary>Returns the weight of a word that some of a number of passages contain.</summary>
    public static double WeightOf(int passageCount, int count) => Math.Log(1 + ((passageCount - count + 0.5) / (count + 0.5)));

    /// <summary>Returns the number of passages that contain a word.</summary>
    public int CountOf(ulong term) => _postings.TryGetValue(term, out List<Posting>? postings) ? postings.Count : 0;

    /// <summary>Returns the passages that contain a word of the question, with their scores, best first.</summary>
    public IReadOnlyList<(int Passage, double Score)> Search(IReadOnlyCollection<ulong> terms) =>
        Search(terms.Distinct().ToDictionary(term => term, term => WeightOf(Passages.Count, CountOf(term))));

    /// <summary>Returns the passages that contain one of the words, with their scores, best first.</summary>
    /// <param name="weights">The words, each with its weight.</param>
    public IReadOnlyList<(int Passage, double Score)> Search(IReadOnlyDictionary<ulong, double> weights)
    {
        Dictionary<int, double> scores = [];
        foreach ((ulong term, double weight) in weights)
        {
            if (!_postings.TryGetValue(term, out List<Posting>? postings))
            {
                continue;
            }

            foreach (Posting posting in postings)
            {
                double norm = K1 * (1 - B + (B * _lengths[posting.Passage] / _averageLength));
                CollectionsMarshal.GetValueRefOrAddDefault(scores, posting.Passage, out _) += weight * posting.Count * (K1 + 1) / (posting.Count + norm);
            }
        }

        return [.. scores.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value))];
    }

    private void Add(ulong term, int passage)
    {
        ref List<Posting>? postings = ref CollectionsMarshal.GetValueRefOrAddDefault(_postings, term, out _);
        postings ??= new List<Posting>(1);
        if (postings.Count > 0 && postings[^1].Passage == passage)
        {
            postings[^1] = postings[^1] with { Count = postings[^1].Count + 1 };
        }
        else
        {
            postings.Add(new Posting(passage, 1));
        }
    }

    private readonly record struct Posting(int Passage, int Count);
}
