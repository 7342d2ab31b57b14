using QwenWebChat.App.Data;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>
/// Converts the messages of a foreign file to a tree of questions and answers. System messages and empty places are
/// removed, and their children move to their parent. Tool calls, tool results and separate messages of reasoning go to the
/// start of each answer that follows directly; without one, to the end of the preceding answer; without either, they become
/// an answer. Nothing recurses: a chain may have a million messages.
/// </summary>
internal sealed class DraftTree
{
    private const int None = -1;

    // A note is copied into each version of an answer, so a file could multiply its size.
    private const long MaxNoteLength = 100_000_000;

    private readonly IReadOnlyList<DraftMessage> _messages;
    private readonly Dictionary<string, int> _places;
    private readonly int[] _parents;
    private readonly Kind[] _kinds;

    // The nearest preceding question or answer of each message.
    private readonly int[] _before;

    // Notes that wait for the next answer, and those after the last one.
    private readonly Waiting?[] _waiting;
    private readonly Dictionary<int, List<DraftMessage>> _after = [];
    private long _noteLength;

    /// <param name="messages">The messages, parents first.</param>
    public DraftTree(IReadOnlyList<DraftMessage> messages)
    {
        _messages = messages;
        _places = messages.Select((message, place) => (message.Id, place)).ToDictionary(pair => pair.Id, pair => pair.place);
        _parents = [.. messages.Select(message => message.ParentId is { } parent ? _places[parent] : None)];
        _kinds = [.. messages.Select(KindOf)];
        _before = new int[messages.Count];
        _waiting = new Waiting?[messages.Count];
    }

    private enum Kind
    {
        Gone,
        Question,
        Answer,
        Note,
    }

    public IEnumerable<string> SystemTexts => _messages.Where(message => message.Role == DraftRole.System).Select(message => message.Body);

    /// <summary>
    /// Returns the id of the message after folding, or of its nearest remaining ancestor; null if there is none.
    /// </summary>
    public string? RemainingId(string id) =>
        !_places.TryGetValue(id, out int place) ? null
        : IsRemaining(place) ? id
        : _before[place] is not None and int before ? _messages[before].Id : null;

    /// <param name="created">The time of messages that have no time and no ancestor with one.</param>
    /// <exception cref="ImportException">The copies of tool notes exceed the maximum length.</exception>
    public IReadOnlyList<ImportedMessage> Fold(DateTimeOffset created)
    {
        FindBefore();
        bool[] isFollowed = FindFollowed();
        FindBefore();
        MoveNotes(isFollowed);
        DateTimeOffset[] times = new DateTimeOffset[_messages.Count];
        for (int place = 0; place < times.Length; place++)
        {
            times[place] = _messages[place].CreatedAt ?? (_parents[place] == None ? created : times[_parents[place]]);
        }

        return [.. Enumerable.Range(0, _messages.Count).Where(IsRemaining).Select(place => Make(place, times[place]))];
    }

    private static Kind KindOf(DraftMessage message) => message.Role switch
    {
        DraftRole.None or DraftRole.System => Kind.Gone,
        DraftRole.Tool => message.IsBlank && message.Attachments.Count == 0 ? Kind.Gone : Kind.Note,
        _ when !message.HasText && !message.IsBlank && message.Attachments.Count == 0 => Kind.Note,
        DraftRole.User => Kind.Question,
        _ => Kind.Answer,
    };

    private bool IsRemaining(int place) => _kinds[place] is Kind.Question or Kind.Answer;

    private void FindBefore()
    {
        for (int place = 0; place < _parents.Length; place++)
        {
            int parent = _parents[place];
            _before[place] = parent == None || IsRemaining(parent) ? parent : _before[parent];
        }
    }

    // Finds whether an answer follows on some branch; a note without an answer before or after it becomes an answer.
    private bool[] FindFollowed()
    {
        bool[] isFollowed = new bool[_messages.Count];
        for (int place = _messages.Count - 1; place >= 0; place--)
        {
            if (_kinds[place] == Kind.Note && !isFollowed[place] && !IsAnswer(_before[place]))
            {
                _kinds[place] = Kind.Answer;
            }

            if (_parents[place] is not None and int parent && (IsAnswer(place) || (!IsRemaining(place) && isFollowed[place])))
            {
                isFollowed[parent] = true;
            }
        }

        return isFollowed;
    }

    private bool IsAnswer(int place) => place != None && _kinds[place] == Kind.Answer;

    private void MoveNotes(bool[] isFollowed)
    {
        for (int place = 0; place < _messages.Count; place++)
        {
            Waiting? waiting = _parents[place] is not None and int parent && !IsRemaining(parent) ? _waiting[parent] : null;
            if (_kinds[place] == Kind.Note && isFollowed[place])
            {
                waiting = new Waiting(_messages[place], waiting);
            }
            else if (_kinds[place] == Kind.Note)
            {
                _after.TryAdd(_before[place], []);
                _after[_before[place]].Add(_messages[place]);
            }

            _waiting[place] = waiting;
        }
    }

    private ImportedMessage Make(int place, DateTimeOffset time)
    {
        DraftMessage draft = _messages[place];
        bool isAnswer = IsAnswer(place);
        return new ImportedMessage(
            draft.Where,
            draft.Id,
            _before[place] is not None and int before ? _messages[before].Id : null,
            isAnswer ? MessageRole.Assistant : MessageRole.User,
            isAnswer ? AnswerText(place) : draft.Body,
            draft.State,
            time)
        {
            Figures = draft.Figures,
            Feedback = draft.Feedback,
            Attachments = draft.Role == DraftRole.Tool ? [] : draft.Attachments,
        };
    }

    private string AnswerText(int place)
    {
        List<DraftMessage> notes = [];
        for (Waiting? waiting = _waiting[place]; waiting is not null; waiting = waiting.Before)
        {
            notes.Add(waiting.Note);
        }

        notes.Reverse();
        DraftMessage answer = _messages[place];
        List<DraftMessage> after = _after.GetValueOrDefault(place, []);
        string thoughts = string.Join("\n\n", notes.Append(answer).Concat(after).SelectMany(message => message.Reasoning));
        string head = string.Concat(notes.Select(NoteText));
        string tail = string.Concat(after.Select(NoteText));
        _noteLength += head.Length + thoughts.Length;
        if (_noteLength > MaxNoteLength)
        {
            throw new ImportException(answer.Where, "too many copies of tool notes", $"at most {MaxNoteLength} characters of tool notes in total");
        }

        string text = head + (answer.Role == DraftRole.Assistant ? answer.Body : NoteText(answer));
        text = tail.Length == 0 ? text : $"{text.TrimEnd()}\n\n{tail}";
        return thoughts.Length == 0 ? text : $"<think>\n{thoughts}\n</think>\n\n{text}";
    }

    private static string NoteText(DraftMessage message) => message.Role != DraftRole.Tool
        ? message.Body
        : string.Concat(message.Attachments.Select(file => ToolNote.Result(file.Name, file.Text))
            .Prepend(message.HasText ? ToolNote.Result(message.ToolName, message.Body) : message.Body));

    private sealed record Waiting(DraftMessage Note, Waiting? Before);
}
