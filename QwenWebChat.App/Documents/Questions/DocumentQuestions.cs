using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Generation;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>
/// What questions about documents send to the model: the documents whole and first, the same for every question so that
/// only the first has to read them, or, where they do not fit, what fits the question best.
/// </summary>
internal sealed class DocumentQuestions(DocumentSources sources, Guid ownerId, IReadOnlyList<Guid> documentIds) : IConversationSources
{
    // What is kept free for the answer: this share of the context, or the longest that it may be.
    private const int AnswerShare = 8;
    private const int LeastAnswer = 512;

    // What excerpts may take, so that history and answer keep their place, and what they are given at least.
    private const int MostExcerptShare = 2;
    private const int LeastExcerptShare = 8;

    // Beyond this no text is as few tokens; then it need not be counted.
    private const long MostCharactersPerToken = 16;

    // Fewer words ask about what was asked before.
    private const int FewTerms = 4;

    private readonly Lock _gate = new();
    private Loaded _loaded = new([], [], []);

    /// <summary>Those that are loaded, in order.</summary>
    public IReadOnlyList<SourceDocument> Documents => Volatile.Read(ref _loaded).Documents;

    /// <summary>The names of those that are not read yet, or cannot be.</summary>
    public IReadOnlyList<string> Missing => Volatile.Read(ref _loaded).Missing;

    /// <summary>The names of those that were thrown away.</summary>
    public IReadOnlyList<string> Deleted => Volatile.Read(ref _loaded).Deleted;

    public bool IsAbout(Guid documentId) => documentIds.Contains(documentId);

    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        (IReadOnlyList<SourceDocument> documents, IReadOnlyList<string> missing, IReadOnlyList<string> deleted) = await sources.LoadAsync(ownerId, documentIds, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            // What was counted and found stays where nothing is new.
            _loaded = _loaded.IsSame(documents, missing, deleted) ? _loaded : new Loaded(documents, missing, deleted);
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
            int room = context - takenTokens - Math.Min(maxAnswerTokens, Math.Max(context / AnswerShare, LeastAnswer));
            if (Whole(counter) is { } whole && whole.Tokens <= room)
            {
                return whole;
            }

            int most = Math.Max(Math.Min(room, context / MostExcerptShare), context / LeastExcerptShare);
            string question = QuestionOf(path);
            if (_loaded.Last is { } last && last.Question == question && last.MostTokens == most && last.Counter == counter)
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

    /// <summary>An answer as a page shows it: its quotations become references, each looked up in the documents.</summary>
    /// <param name="isFinished">False while it is being written: what has only begun is not shown yet.</param>
    public CitedText Cite(string answer, bool isFinished = true) => CitedText.OfAnswer(answer, Volatile.Read(ref _loaded).Search, isFinished);

    // Null where it is too long to be counted even.
    private SentSources? Whole(IPromptCounter counter)
    {
        if (_loaded.Whole is { } present && present.Counter == counter)
        {
            return present.Sent;
        }

        SentSources? sent = null;
        if (_loaded.Documents.Sum(document => (long)document.Text.Text.Length) <= counter.ContextTokens * MostCharactersPerToken)
        {
            ChatMessage message = new(ChatRole.User, DocumentFraming.Whole(_loaded.Documents));
            sent = new SentSources(message, IsBeforeQuestion: false, counter.Count(message), new SourcesUse([.. _loaded.Documents.Select(SentStretches.WholeOf)]) { Missing = _loaded.Lacking })
            {
                StoredFor = [.. _loaded.Documents.Select(document => DocumentDesk.TagOf(document.Id))],
            };
        }

        _loaded = _loaded with { Whole = (counter, sent) };
        return sent;
    }

    // Without a word, the model would make up what stands in them.
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

    private sealed record Loaded(IReadOnlyList<SourceDocument> Documents, IReadOnlyList<string> Missing, IReadOnlyList<string> Deleted)
    {
        /// <summary>What an answer is written without.</summary>
        public IReadOnlyList<string> Lacking { get; } = [.. Missing, .. Deleted];

        public CitationSearch Search { get; } = new([.. Documents.Select(document => (document.Id, document.Text))]);

        public (IPromptCounter Counter, SentSources? Sent)? Whole { get; init; }

        public (IPromptCounter Counter, ExcerptSelection Selection)? Selection { get; init; }

        public (IPromptCounter Counter, string Question, int MostTokens, SentSources Sent)? Last { get; init; }

        public bool IsSame(IReadOnlyList<SourceDocument> others, IReadOnlyList<string> missing, IReadOnlyList<string> deleted) =>
            others.Count == Documents.Count && missing.SequenceEqual(Missing) && deleted.SequenceEqual(Deleted) && others.Zip(Documents).All(pair =>
                ReferenceEquals(pair.First.Text, pair.Second.Text) && pair.First.Name == pair.Second.Name && pair.First.Sections.SequenceEqual(pair.Second.Sections));
    }
}
