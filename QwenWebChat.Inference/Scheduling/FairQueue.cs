namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// The order in which waiting sequences are given prompt tokens. Classes have strict priority; within a class the accounts share
/// evenly, and within an account its works do (<see cref="FairShares{TGroup, TMember}"/>): many works or keys give an account no
/// larger share. Within a work, sequences with a partial prefill come first, then preempted ones, then the others in the order of
/// arrival.
/// <para>No class starves: if an account has waited some steps in a class without a token, its next sequence there is promoted by
/// one class permanently. In the highest class the virtual time, which rises with every token, has that effect.</para>
/// </summary>
internal sealed class FairQueue(int agingSteps)
{
    private readonly FairShares<int, string> _accounts = new();
    private readonly FairShares<(int Class, string Account), string> _works = new();
    // The step since which an account's prompts have waited in a class without a token.
    private readonly Dictionary<(int Class, string Account), long> _waitingSince = [];
    private long _step;

    /// <summary>Begins a step: records who waits for prompt tokens, and promotes sequences that have waited long.</summary>
    public void BeginStep(IReadOnlyCollection<Sequence> unread)
    {
        _step++;
        NoteWaiting(unread);
        if (Promote(unread))
        {
            // A promoted sequence now waits in another class.
            NoteWaiting(unread);
        }

        _accounts.Forget();
        _works.Forget();
    }

    /// <summary>Returns the sequence that is served next.</summary>
    public Sequence? Next(IEnumerable<Sequence> unread) => unread.MinBy(sequence => Rank(sequence, AccountTokens(sequence), WorkTokens(sequence)));

    /// <summary>Counts tokens that a sequence is given in this step; negative if they are taken back within the step.</summary>
    public void Charge(Sequence sequence, int tokens, bool isPrefill)
    {
        (int Class, string Account) key = KeyOf(sequence);
        _accounts.Charge(key.Class, key.Account, tokens);
        _works.Charge(key, sequence.Owner.Work, tokens);
        if (isPrefill && _waitingSince.ContainsKey(key))
        {
            _waitingSince[key] = _step;
        }
    }

    /// <summary>Returns the order in which sequences will be served if no other request arrives.</summary>
    public List<Sequence> Order(IEnumerable<Sequence> unread)
    {
        List<Sequence> left = [.. unread];
        List<Sequence> order = new(left.Count);
        Dictionary<(int Class, string Account), double> accounts = [];
        Dictionary<(int Class, string Account, string Work), double> works = [];
        foreach (Sequence sequence in left)
        {
            accounts[KeyOf(sequence)] = AccountTokens(sequence);
            works[WorkOf(sequence)] = WorkTokens(sequence);
        }

        while (left.MinBy(sequence => Rank(sequence, accounts[KeyOf(sequence)], works[WorkOf(sequence)])) is { } next)
        {
            left.Remove(next);
            order.Add(next);
            accounts[KeyOf(next)] += next.RemainingCount;
            works[WorkOf(next)] += next.RemainingCount;
        }

        return order;
    }

    private static (int Class, string Account) KeyOf(Sequence sequence) => (sequence.PriorityClass, sequence.Owner.Id);

    private static (int Class, string Account, string Work) WorkOf(Sequence sequence) => (sequence.PriorityClass, sequence.Owner.Id, sequence.Owner.Work);

    private static (int Class, double Account, double Work, int Phase, long Arrival) Rank(Sequence sequence, double accountTokens, double workTokens)
    {
        int phase = sequence.IsRunning ? 0 : sequence.PreemptionCount > 0 ? 1 : 2;
        return (sequence.PriorityClass, accountTokens, workTokens, phase, sequence.Arrival);
    }

    private double AccountTokens(Sequence sequence) => _accounts.ServedTokens(sequence.PriorityClass, sequence.Owner.Id);

    private double WorkTokens(Sequence sequence) => _works.ServedTokens(KeyOf(sequence), sequence.Owner.Work);

    private void NoteWaiting(IReadOnlyCollection<Sequence> unread)
    {
        HashSet<(int Class, string Account)> waiting = [.. unread.Select(KeyOf)];
        _accounts.SetWaiting(waiting);
        _works.SetWaiting(unread.Select(sequence => (KeyOf(sequence), sequence.Owner.Work)).ToHashSet());
        foreach ((int Class, string Account) key in _waitingSince.Keys.Where(key => !waiting.Contains(key)).ToArray())
        {
            _waitingSince.Remove(key);
        }

        foreach ((int Class, string Account) key in waiting)
        {
            _waitingSince.TryAdd(key, _step);
        }
    }

    /// <returns>True if any sequence was promoted to a higher class.</returns>
    private bool Promote(IReadOnlyCollection<Sequence> unread)
    {
        bool moved = false;
        foreach (IGrouping<(int Class, string Account), Sequence> group in unread.ToLookup(KeyOf))
        {
            if (group.Key.Class > 0 && _step - _waitingSince[group.Key] >= agingSteps)
            {
                _waitingSince[group.Key] = _step;
                group.MinBy(sequence => Rank(sequence, 0, WorkTokens(sequence)))!.PriorityClass--;
                moved = true;
            }
        }

        return moved;
    }
}
