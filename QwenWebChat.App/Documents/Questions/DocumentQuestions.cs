using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>
/// Chooses what a question about documents sends to the model: the whole documents first, the same for every question, so
/// that only the first question needs their prefill; or, if they do not fit, the passages that match the question best.
/// </summary>
internal sealed class DocumentQuestions(DocumentSources sources, Guid ownerId, IReadOnlyList<Guid> documentIds) : IConversationSources
{
    // The room for the answer: this share of the context, or its maximum length if that is less.
    private const int AnswerShare = 8;
    private const int MinAnswer = 512;

    // The maximum and minimum share of the context for excerpts, so that history and answer keep their room.
    private const int MaxExcerptShare = 2;
    private const int MinExcerptShare = 8;

    // No text has fewer tokens per character, so a longer one need not be counted.
    private const long MaxCharactersPerToken = 16;

    // A question with fewer words refers to the previous one.
    private const int FewTerms = 4;

    private readonly Lock _gate = new();
    private Loaded _loaded = new(LoadedSources.None);

    /// <summary>The loaded documents, in order.</summary>
    public IReadOnlyList<SourceDocument> Documents => Volatile.Read(ref _loaded).Sources.Documents;

    /// <summary>The names of the documents that are not read yet or cannot be read.</summary>
    public IReadOnlyList<string> Missing => Volatile.Read(ref _loaded).Sources.Missing;

    /// <summary>The names of the documents that are deleted or no longer shared.</summary>
    public IReadOnlyList<string> Deleted => Volatile.Read(ref _loaded).Sources.Deleted;

    public bool IsAbout(Guid documentId) => documentIds.Contains(documentId);

    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        LoadedSources loaded = await sources.LoadAsync(ownerId, documentIds, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            // Counts and search results remain valid if nothing changed.
            _loaded = _loaded.IsSame(loaded) ? _loaded : new Loaded(loaded);
        }
    }

    public Task KeepAsync(Guid conversationId, CancellationToken cancellationToken = default) =>
        sources.LinkAsync(ownerId, conversationId, documentIds, cancellationToken);

    public SentSources? For(IReadOnlyList<ConversationMessage> path, int takenTokens, int maxAnswerTokens, IPromptCounter counter)
    {
        lock (_gate)
        {
            if (_loaded.Documents.Count == 0)
            {
                return _loaded.Lacking.Count == 0 ? null : Unavailable(_loaded.Lacking, counter);
            }

            int context = counter.ContextTokens;
            int room = context - takenTokens - Math.Min(maxAnswerTokens, Math.Max(context / AnswerShare, MinAnswer));
            if (Whole(counter) is { } whole && whole.Tokens <= room)
            {
                return whole;
            }

            int most = Math.Max(Math.Min(room, context / MaxExcerptShare), context / MinExcerptShare);
            string question = QuestionOf(path);
            if (_loaded.Last is { } last && last.Question == question && last.MaxTokens == most && last.Counter == counter)
            {
                return last.Sent;
            }

            ExcerptSelection selection = _loaded.Selection is { } present && present.Counter == counter
                ? present.Selection
                : new ExcerptSelection(_loaded.Documents, counter);
            SentSources sent = selection.Choose(question, most);
            sent = sent with { Use = sent.Use with { Missing = _loaded.Lacking } };
            _loaded = _loaded with { Selection = (counter, selection), Last = (counter, question, most, sent) };
            return sent;
        }
    }

    /// <summary>Returns an answer as a page shows it: references replace its quotations, each searched in the documents.</summary>
    /// <param name="isFinished">False while the answer is being written: an unfinished quotation is not shown.</param>
    public CitedText Cite(string answer, bool isFinished = true) => CitedText.OfAnswer(answer, Volatile.Read(ref _loaded).Search, isFinished);

    // Returns null if it is too long even to be counted.
    private SentSources? Whole(IPromptCounter counter)
    {
        if (_loaded.Whole is { } present && present.Counter == counter)
        {
            return present.Sent;
        }

        SentSources? sent = null;
        if (_loaded.Documents.Sum(document => (long)document.Text.Text.Length) <= counter.ContextTokens * MaxCharactersPerToken)
        {
            ChatMessage message = new(ChatRole.User, DocumentFraming.Whole(_loaded.Documents));
            sent = new SentSources(message, IsBeforeQuestion: false, counter.Count(message), new SourcesUse([.. _loaded.Documents.Select(SentPages.WholeOf)]) { Missing = _loaded.Lacking })
            {
                StoredFor = [.. _loaded.Documents.Select(document => DocumentDesk.TagOf(document.Id))],
                GroupId = _loaded.Sources.GroupId,
            };
        }

        _loaded = _loaded with { Whole = (counter, sent) };
        return sent;
    }

    // Without this text, the model would invent the contents of the documents.
    private static SentSources Unavailable(IReadOnlyList<string> missing, IPromptCounter counter)
    {
        ChatMessage message = new(ChatRole.User, DocumentFraming.Unavailable(missing));
        return new SentSources(message, IsBeforeQuestion: true, counter.Count(message), new SourcesUse([]) { Missing = missing });
    }

    private static string QuestionOf(IReadOnlyList<ConversationMessage> path)
    {
        string[] newestFirst = [.. path.Where(message => message.IsUser).Reverse().Take(2).Select(message => message.Text)];
        return newestFirst.Length == 0 ? ""
            : newestFirst.Length > 1 && SearchTerms.Of(newestFirst[0]).Count < FewTerms ? $"{newestFirst[1]}\n{newestFirst[0]}"
            : newestFirst[0];
    }

    private sealed record Loaded(LoadedSources Sources)
    {
        public IReadOnlyList<SourceDocument> Documents => Sources.Documents;

        /// <summary>The names of all documents that an answer lacks.</summary>
        public IReadOnlyList<string> Lacking { get; } = [.. Sources.Missing, .. Sources.Deleted];

        public CitationSearch Search { get; } = new([.. Sources.Documents.Select(document => (document.Id, document.Text))]);

        public (IPromptCounter Counter, SentSources? Sent)? Whole { get; init; }

        public (IPromptCounter Counter, ExcerptSelection Selection)? Selection { get; init; }

        public (IPromptCounter Counter, string Question, int MaxTokens, SentSources Sent)? Last { get; init; }

        public bool IsSame(LoadedSources other) => other.GroupId == Sources.GroupId
            && other.Documents.Count == Documents.Count && other.Missing.SequenceEqual(Sources.Missing) && other.Deleted.SequenceEqual(Sources.Deleted) && other.Documents.Zip(Documents).All(pair =>
                ReferenceEquals(pair.First.Text, pair.Second.Text) && pair.First.Name == pair.Second.Name && pair.First.Sections.SequenceEqual(pair.Second.Sections));
    }
}
