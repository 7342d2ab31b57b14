namespace QwenWebChat.App.Documents.Questions;

/// <summary>Ranks the passages of several documents together: a word counts by the share of all passages that contain it.</summary>
internal sealed class Bm25Search(IReadOnlyList<Bm25Index> indexes)
{
    private readonly int _passageCount = indexes.Sum(index => index.Passages.Count);

    /// <summary>Returns the passages that contain one of the words, best first, with the place of their document's index.</summary>
    public IEnumerable<(int Index, Passage Passage)> Find(IReadOnlyCollection<ulong> terms)
    {
        Dictionary<ulong, double> weights = terms.Distinct().ToDictionary(term => term, term => Bm25Index.WeightOf(_passageCount, indexes.Sum(index => index.CountOf(term))));
        return indexes
            .SelectMany((index, place) => index.Search(weights).Select(hit => (Index: place, Passage: index.Passages[hit.Passage], hit.Score)))
            .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Index).ThenBy(hit => hit.Passage.Start)
            .Select(hit => (hit.Index, hit.Passage));
    }
}
