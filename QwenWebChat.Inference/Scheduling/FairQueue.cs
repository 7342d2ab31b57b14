namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// The order in which waiting sequences are given prompt tokens. Classes have strict priority; within a class it is fair
/// queueing between users (Demers, Keshav and Shenker 1989): the user with the fewest served tokens goes first. A user who
/// returns starts at the class's virtual time, the number of tokens that an equal share would have had by now, so absence
/// earns no credit. Within a user, sequences with a partial prefill come first, then preempted ones, then the others in
/// the order of arrival.
/// <para>No class starves: if a user has waited some steps in a class without a token, the user's next sequence there is
/// promoted by one class permanently. In the highest class the virtual time, which rises with every token, has that
/// effect.</para>
/// </summary>
internal sealed class FairQueue(int agingSteps)
{
    private readonly Dictionary<(RequestOwner Owner, int Class), Account> _accounts = [];
    private readonly double[] _virtualTokens = new double[Enum.GetValues<RequestPriority>().Length];
    private readonly int[] _waitingUsers = new int[Enum.GetValues<RequestPriority>().Length];
    private long _step;

    /// <summary>Begins a step: records which users wait for prompt tokens, and promotes sequences that have waited long.</summary>
    public void BeginStep(IReadOnlyCollection<Sequence> unread)
    {
        _step++;
        if (NoteWaiting(unread))
        {
            // A promoted sequence now waits in another class.
            NoteWaiting(unread);
        }

        Forget();
    }

    /// <summary>Returns the sequence that is served next.</summary>
    public Sequence? Next(IEnumerable<Sequence> unread) => unread.MinBy(sequence => Rank(sequence, ServedTokens(KeyOf(sequence))));

    /// <summary>Counts tokens that a sequence is given in this step; negative if they are taken back within the step.</summary>
    public void Charge(Sequence sequence, int tokens, bool isPrefill)
    {
        Account account = AccountOf(KeyOf(sequence));
        account.ServedTokens += tokens;
        if (account.WaitingSince is null)
        {
            return;
        }

        _virtualTokens[sequence.PriorityClass] += (double)tokens / _waitingUsers[sequence.PriorityClass];
        if (isPrefill)
        {
            account.WaitingSince = _step;
        }
    }

    /// <summary>Returns the order in which sequences will be served if no other request arrives.</summary>
    public List<Sequence> Order(IEnumerable<Sequence> unread)
    {
        List<Sequence> left = [.. unread];
        List<Sequence> order = new(left.Count);
        Dictionary<(RequestOwner Owner, int Class), double> served = [];
        foreach (Sequence sequence in left)
        {
            served[KeyOf(sequence)] = ServedTokens(KeyOf(sequence));
        }

        while (left.MinBy(sequence => Rank(sequence, served[KeyOf(sequence)])) is { } next)
        {
            left.Remove(next);
            order.Add(next);
            served[KeyOf(next)] += next.RemainingCount;
        }

        return order;
    }

    private static (RequestOwner Owner, int Class) KeyOf(Sequence sequence) => (sequence.Owner, sequence.PriorityClass);

    private static (int Class, double Served, int Phase, long Arrival) Rank(Sequence sequence, double served)
    {
        int phase = sequence.IsRunning ? 0 : sequence.PreemptionCount > 0 ? 1 : 2;
        return (sequence.PriorityClass, served, phase, sequence.Arrival);
    }

    /// <returns>True if any sequence was promoted to a higher class.</returns>
    private bool NoteWaiting(IReadOnlyCollection<Sequence> unread)
    {
        ILookup<(RequestOwner Owner, int Class), Sequence> waiting = unread.ToLookup(KeyOf);
        foreach (((RequestOwner Owner, int Class) key, Account account) in _accounts)
        {
            account.WaitingSince = waiting.Contains(key) ? account.WaitingSince : null;
        }

        Array.Clear(_waitingUsers);
        bool moved = false;
        foreach (IGrouping<(RequestOwner Owner, int Class), Sequence> group in waiting)
        {
            Account account = AccountOf(group.Key);
            account.ServedTokens = ServedTokens(group.Key);
            account.WaitingSince ??= _step;
            _waitingUsers[group.Key.Class]++;
            if (group.Key.Class > 0 && _step - account.WaitingSince >= agingSteps)
            {
                account.WaitingSince = _step;
                group.MinBy(sequence => Rank(sequence, 0))!.PriorityClass--;
                moved = true;
            }
        }

        return moved;
    }

    /// <summary>Removes accounts of users who are even with the others.</summary>
    private void Forget()
    {
        for (int index = 0; index < _virtualTokens.Length; index++)
        {
            // No sequence waits, so no user has a claim: all are even.
            if (_waitingUsers[index] == 0)
            {
                _virtualTokens[index] = _accounts
                    .Where(account => account.Key.Class == index)
                    .Select(account => account.Value.ServedTokens)
                    .Append(_virtualTokens[index])
                    .Max();
            }
        }

        foreach (((RequestOwner Owner, int Class) key, Account account) in _accounts)
        {
            if (account.WaitingSince is null && account.ServedTokens <= _virtualTokens[key.Class])
            {
                _accounts.Remove(key);
            }
        }
    }

    private double ServedTokens((RequestOwner Owner, int Class) key)
    {
        double virtualTokens = _virtualTokens[key.Class];
        return !_accounts.TryGetValue(key, out Account? account) ? virtualTokens
            : account.WaitingSince is null ? Math.Max(account.ServedTokens, virtualTokens)
            : account.ServedTokens;
    }

    private Account AccountOf((RequestOwner Owner, int Class) key)
    {
        if (!_accounts.TryGetValue(key, out Account? account))
        {
            _accounts[key] = account = new Account { ServedTokens = _virtualTokens[key.Class] };
        }

        return account;
    }

    private sealed class Account
    {
        public double ServedTokens { get; set; }

        /// <summary>The step since which the user's prompts have waited without a token; null if none waits.</summary>
        public long? WaitingSince { get; set; }
    }
}
