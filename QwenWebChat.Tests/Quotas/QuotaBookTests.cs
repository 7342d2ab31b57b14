using QwenWebChat.App.Data;
using QwenWebChat.App.Quotas;

namespace QwenWebChat.Tests.Quotas;

/// <summary>Which limits hold for whom: the member's own, else the most generous of the groups', else the default.</summary>
public sealed class QuotaBookTests
{
    private static readonly QuotaSubject Ann = QuotaSubject.Of(Ledgers.Ann);
    private static readonly QuotaSubject Bob = QuotaSubject.Of(Ledgers.Bob);
    private static readonly QuotaSubject Small = QuotaSubject.OfGroup(new Guid("0198c0de-0000-7000-8000-00000000001a"));
    private static readonly QuotaSubject Large = QuotaSubject.OfGroup(new Guid("0198c0de-0000-7000-8000-00000000001b"));
    private static readonly QuotaLimits Defaults = new() { TokensPerDay = 100, TokensPerMonth = 1_000, RequestsPerMinute = 10 };

    [Fact]
    public void Of_MemberOfTwoGroups_TakesTheMostGenerousOfEachLimitAndTheDefaultElsewhere()
    {
        QuotaBook book = Book(
            (Small, new QuotaLimits { TokensPerDay = 50, RequestsPerMinute = 30 }),
            (Large, new QuotaLimits { TokensPerDay = 500, RequestsPerMinute = 20 }));

        Assert.Equal(Defaults with { TokensPerDay = 500, RequestsPerMinute = 30 }, book.Of(Ann));
        Assert.Equal(Defaults, book.Of(Bob));
    }

    [Fact]
    public void Of_MemberWithOwnLimits_HasThemBeforeThoseOfGroups()
    {
        QuotaBook book = Book((Large, new QuotaLimits { TokensPerDay = 500, RequestsAtOnce = 3 }), (Ann, new QuotaLimits { TokensPerDay = 10 }));

        Assert.Equal(Defaults with { TokensPerDay = 10, RequestsAtOnce = 3 }, book.Of(Ann));
    }

    [Fact]
    public void Of_GroupStricterThanTheDefault_HoldsForItsMembers()
    {
        Assert.Equal(Defaults with { TokensPerDay = 5 }, Book((Small, new QuotaLimits { TokensPerDay = 5 })).Of(Ann));
    }

    [Fact]
    public void Of_GroupWithoutLimits_SaysNothing()
    {
        Assert.Equal(Defaults, Book((Small, QuotaLimits.None)).Of(Ann));
        Assert.Equal(Defaults with { TokensPerDay = 50 }, Book((Small, new QuotaLimits { TokensPerDay = 50 }), (Large, QuotaLimits.None)).Of(Ann));
    }

    [Fact]
    public void Of_UnlimitedMember_HasItsOwnLimitsAlone()
    {
        QuotaLimits own = new() { RequestsAtOnce = 4, IsUnlimitedOtherwise = true };

        QuotaLimits found = Book((Small, new QuotaLimits { TokensPerDay = 50 }), (Ann, own)).Of(Ann);

        Assert.Equal(own, found);
    }

    [Fact]
    public void Of_UnlimitedGroup_IsMoreGenerousThanAnyNumberAndLeavesItsOwnLimits()
    {
        QuotaBook book = Book((Small, new QuotaLimits { TokensPerDay = 50, RequestsPerMinute = 5 }), (Large, new QuotaLimits { RequestsPerMinute = 3, IsUnlimitedOtherwise = true }));

        Assert.Equal(new QuotaLimits { RequestsPerMinute = 5 }, book.Of(Ann));
        Assert.Equal(Defaults, book.Of(Bob));
    }

    [Fact]
    public void Of_Key_HasNeitherThoseOfGroupsNorTheDefaults()
    {
        Assert.Equal(QuotaLimits.None, Book((Large, new QuotaLimits { TokensPerDay = 500 })).Of(QuotaSubject.Of("ci")));
    }

    // Ann is in both groups, Bob in none.
    private static QuotaBook Book(params (QuotaSubject Subject, QuotaLimits Limits)[] own) =>
        Ledgers.Book(Defaults, own) with { GroupsOf = account => account == Ledgers.Ann ? [Guid.Parse(Small.Id), Guid.Parse(Large.Id)] : [] };
}
