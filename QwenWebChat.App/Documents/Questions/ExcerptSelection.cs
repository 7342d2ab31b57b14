using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>Chooses the excerpts that are sent with a question if the documents do not fit.</summary>
internal sealed class ExcerptSelection(IReadOnlyList<SourceDocument> documents, IPromptCounter counter)
{
    // The share of the room for summaries of sections.
    private const int SummaryShare = 3;

    // The tokens of a page mark and of an ellipsis.
    private const int MarkTokens = 12;

    private readonly Dictionary<(int Document, int Passage), int> _passageTokens = [];
    private readonly int _emptyTokens = counter.Count(new ChatMessage(ChatRole.User, ""));

    /// <summary>Returns as many excerpts as fit into a number of tokens, including the tags of the message.</summary>
    public SentSources Choose(string question, int maxTokens)
    {
        List<IReadOnlyList<SummarySection>> sections = [.. documents.Select(document => SectionsOf(document, maxTokens / (SummaryShare * documents.Count)))];
        int left = maxTokens - CountMessage(Compose(sections, []));
        List<(int Document, int Passage)> chosen = [];
        foreach ((int Document, int Passage) candidate in Ranked(question))
        {
            int tokens = TokensOf(candidate) + MarkTokens;
            if (tokens > left)
            {
                break;
            }

            left -= tokens;
            chosen.Add(candidate);
        }

        while (true)
        {
            string text = Compose(sections, chosen);
            int tokens = CountMessage(text);
            if (tokens <= maxTokens || chosen.Count == 0)
            {
                return new SentSources(new ChatMessage(ChatRole.User, text), IsBeforeQuestion: true, tokens, Use(chosen));
            }

            chosen.RemoveAt(chosen.Count - 1);
        }
    }

    // The best passage of each document, then the best of all. If no passage contains a word of the question, the documents from their beginnings.
    private IEnumerable<(int Document, int Passage)> Ranked(string question)
    {
        List<ulong> terms = SearchTerms.Of(question);
        (int Document, int Passage, int Rank, double Score)[] found =
        [
            .. documents.SelectMany((document, index) => Bm25Index.For(document.Text).Search(terms).Select((hit, rank) => (index, hit.Passage, rank, hit.Score)))
                .OrderBy(hit => Math.Min(hit.rank, 1)).ThenByDescending(hit => hit.Score),
        ];
        if (found.Length > 0)
        {
            return found.Select(hit => (hit.Document, hit.Passage));
        }

        int longest = documents.Max(document => Bm25Index.For(document.Text).Passages.Count);
        return Enumerable.Range(0, longest).SelectMany(passage => Enumerable.Range(0, documents.Count)
            .Where(index => passage < Bm25Index.For(documents[index].Text).Passages.Count).Select(index => (index, passage)));
    }

    // The most detailed level that fits.
    private SummarySection[] SectionsOf(SourceDocument document, int maxTokens) => document.Sections
        .GroupBy(section => section.Level).OrderBy(level => level.Key)
        .Select(level => level.ToArray())
        .FirstOrDefault(level => level.Sum(section => Count(section.Title + section.Text) + MarkTokens) <= maxTokens) ?? [];

    private string Compose(List<IReadOnlyList<SummarySection>> sections, List<(int Document, int Passage)> chosen) => DocumentFraming.Excerpts(
        documents.Select((document, index) => (document, sections[index], (IReadOnlyList<Passage>)Stretches(document, index, chosen))));

    private static List<Passage> Stretches(SourceDocument document, int index, List<(int Document, int Passage)> chosen)
    {
        IReadOnlyList<Passage> passages = Bm25Index.For(document.Text).Passages;
        List<Passage> stretches = [];
        int before = -2;
        foreach (int number in chosen.Where(choice => choice.Document == index).Select(choice => choice.Passage).Order())
        {
            Passage passage = passages[number];
            if (number == before + 1)
            {
                stretches[^1] = new Passage(stretches[^1].Start, passage.End - stretches[^1].Start);
            }
            else
            {
                stretches.Add(passage);
            }

            before = number;
        }

        return stretches;
    }

    private SourcesUse Use(List<(int Document, int Passage)> chosen) => new(
    [
        .. documents.Select((document, index) => SentPages.UseOf(document, Stretches(document, index, chosen))),
    ]);

    private int TokensOf((int Document, int Passage) choice)
    {
        if (!_passageTokens.TryGetValue(choice, out int tokens))
        {
            SourceDocument document = documents[choice.Document];
            Passage passage = Bm25Index.For(document.Text).Passages[choice.Passage];
            tokens = _passageTokens[choice] = Count(document.Text.Text.Substring(passage.Start, passage.Length));
        }

        return tokens;
    }

    private int Count(string text) => CountMessage(text) - _emptyTokens;

    private int CountMessage(string text) => counter.Count(new ChatMessage(ChatRole.User, text));
}
