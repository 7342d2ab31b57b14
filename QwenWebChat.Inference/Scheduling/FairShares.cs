namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// Fair queueing between the members of each group (Demers, Keshav and Shenker 1989): the member with the fewest served tokens
/// goes first. A member who returns starts at the group's virtual time, the number of tokens that an equal share would have had by
/// now, so absence earns no credit.
/// </summary>
internal sealed class FairShares<TGroup, TMember>
    where TGroup : notnull
{
    private readonly Dictionary<(TGroup Group, TMember Member), Share> _shares = [];
    private readonly Dictionary<TGroup, Group> _groups = [];

    /// <summary>Records which members wait.</summary>
    public void SetWaiting(IReadOnlySet<(TGroup Group, TMember Member)> waiting)
    {
        foreach (((TGroup Group, TMember Member) key, Share share) in _shares)
        {
            share.IsWaiting = share.IsWaiting && waiting.Contains(key);
        }

        foreach (Group group in _groups.Values)
        {
            group.WaitingCount = 0;
        }

        foreach ((TGroup Group, TMember Member) key in waiting)
        {
            Share share = ShareOf(key);
            share.ServedTokens = ServedTokens(key.Group, key.Member);
            share.IsWaiting = true;
            _groups[key.Group].WaitingCount++;
        }
    }

    /// <summary>Returns the tokens by which a member's turn is decided.</summary>
    public double ServedTokens(TGroup group, TMember member)
    {
        double virtualTokens = _groups.TryGetValue(group, out Group? known) ? known.VirtualTokens : 0;
        return !_shares.TryGetValue((group, member), out Share? share) ? virtualTokens
            : share.IsWaiting ? share.ServedTokens
            : Math.Max(share.ServedTokens, virtualTokens);
    }

    /// <summary>Counts tokens that a member is given; negative if they are taken back within the step.</summary>
    public void Charge(TGroup group, TMember member, int tokens)
    {
        Share share = ShareOf((group, member));
        share.ServedTokens += tokens;
        if (share.IsWaiting)
        {
            Group known = _groups[group];
            known.VirtualTokens += (double)tokens / known.WaitingCount;
        }
    }

    /// <summary>Removes members who are even with the others of their group.</summary>
    public void Forget()
    {
        foreach (((TGroup group, TMember _), Share share) in _shares)
        {
            // Nobody of the group waits, so no member has a claim: all are even.
            if (_groups[group] is { WaitingCount: 0 } idle)
            {
                idle.VirtualTokens = Math.Max(idle.VirtualTokens, share.ServedTokens);
            }
        }

        foreach (((TGroup Group, TMember Member) key, Share share) in _shares)
        {
            if (!share.IsWaiting && share.ServedTokens <= _groups[key.Group].VirtualTokens)
            {
                _shares.Remove(key);
                _groups[key.Group].MemberCount--;
            }
        }

        foreach ((TGroup key, Group group) in _groups)
        {
            // Only the members of a group are compared with each other: an empty one may begin again.
            if (group.MemberCount == 0)
            {
                _groups.Remove(key);
            }
        }
    }

    private Share ShareOf((TGroup Group, TMember Member) key)
    {
        if (!_shares.TryGetValue(key, out Share? share))
        {
            if (!_groups.TryGetValue(key.Group, out Group? group))
            {
                _groups[key.Group] = group = new Group();
            }

            group.MemberCount++;
            _shares[key] = share = new Share { ServedTokens = group.VirtualTokens };
        }

        return share;
    }

    private sealed class Share
    {
        public double ServedTokens { get; set; }

        public bool IsWaiting { get; set; }
    }

    private sealed class Group
    {
        public double VirtualTokens { get; set; }

        public int WaitingCount { get; set; }

        public int MemberCount { get; set; }
    }
}
