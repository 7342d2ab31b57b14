using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.App.Retention;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Retention;

/// <summary>Whose days hold, and which may be chosen.</summary>
public sealed class RetentionStoreTests : IDisposable
{
    private readonly TestDatabase _database = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("30", true, 30)]
    [InlineData(" 7 ", true, 7)]
    [InlineData("", true, null)]
    [InlineData("  ", true, null)]
    [InlineData(null, true, null)]
    [InlineData("-1", false, null)]
    [InlineData("1.5", false, null)]
    [InlineData("a week", false, null)]
    [InlineData("99999999999", false, null)]
    public void TryParse_TypedDays_AreAWholeNumberOrNothing(string? text, bool isValid, int? expected)
    {
        Assert.Equal((isValid, expected), (RetentionDays.TryParse(text, out int? days), days));
    }

    [Fact]
    public async Task Days_OfAnAccount_CanOnlyBeFewerThanTheServers()
    {
        RetentionStore store = Store(30);

        Assert.True(await store.SetOwnAsync(TestDatabase.OtherOwner, 10, Cancellation));
        Assert.False(await store.SetOwnAsync(TestDatabase.OtherOwner, 31, Cancellation));
        Assert.False(await store.SetOwnAsync(TestDatabase.OtherOwner, 0, Cancellation));
        Assert.False(await store.SetOwnAsync(Guid.NewGuid(), 10, Cancellation));

        Assert.Equal(10, await store.FindOwnAsync(TestDatabase.OtherOwner, Cancellation));
        Assert.Equal([(TestDatabase.LocalOwner, 30), (TestDatabase.OtherOwner, 10)], (await store.ListAsync(Cancellation)).Select(pair => (pair.Key, pair.Value)).Order());
        // Days that an earlier setting of the server allowed.
        Assert.Equal(5, (await Store(5).ListAsync(Cancellation))[TestDatabase.OtherOwner]);
        Assert.True(await store.SetOwnAsync(TestDatabase.OtherOwner, null, Cancellation));
        Assert.Equal(30, (await store.ListAsync(Cancellation))[TestDatabase.OtherOwner]);
        Assert.Empty(await Store(null).ListAsync(Cancellation));
    }

    [Fact]
    public async Task Days_OfGroups_HoldForTheirMembersWhereTheyAreTheFewest()
    {
        Guid strict = Guid.NewGuid();
        Guid lax = Guid.NewGuid();
        using (ChatDbContext context = _database.CreateDbContext())
        {
            foreach ((Guid id, string name) in ((Guid, string)[])[(strict, "Strict"), (lax, "Lax")])
            {
                context.Add(new Group { Id = id, Name = name, NormalizedName = Group.Normalize(name), CreatedAt = _database.Time.GetUtcNow() });
                context.Add(new GroupMember { GroupId = id, AccountId = TestDatabase.OtherOwner });
            }

            await context.SaveChangesAsync(Cancellation);
        }

        RetentionStore store = Store(30);
        Assert.Equal(30, await store.FindImposedAsync(TestDatabase.OtherOwner, Cancellation));
        Assert.Null(await store.SetOfGroupAsync(strict, 10, Cancellation));
        Assert.Null(await store.SetOfGroupAsync(lax, 20, Cancellation));
        Assert.Equal(GroupFault.RetentionInvalid, await store.SetOfGroupAsync(lax, 31, Cancellation));
        Assert.Equal(GroupFault.RetentionInvalid, await store.SetOfGroupAsync(lax, 0, Cancellation));
        Assert.Equal(GroupFault.NotFound, await store.SetOfGroupAsync(Guid.NewGuid(), 5, Cancellation));

        Assert.Equal((10, 30), (await store.FindImposedAsync(TestDatabase.OtherOwner, Cancellation), await store.FindImposedAsync(TestDatabase.LocalOwner, Cancellation)));
        Assert.False(await store.SetOwnAsync(TestDatabase.OtherOwner, 11, Cancellation));
        Assert.Equal([(TestDatabase.LocalOwner, 30), (TestDatabase.OtherOwner, 10)], (await store.ListAsync(Cancellation)).Select(pair => (pair.Key, pair.Value)).Order());
        Assert.True(await store.SetOwnAsync(TestDatabase.OtherOwner, 3, Cancellation));
        Assert.Equal(3, (await store.ListAsync(Cancellation))[TestDatabase.OtherOwner]);
        Assert.Equal([(TestDatabase.OtherOwner, 3)], (await Store(null).ListAsync(Cancellation)).Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(36_501)]
    public void Validate_DaysOutOfRange_NamesKeyAndValue(int days)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new RetentionOptions { ConversationDays = days }.Validate());

        Assert.Equal($"ConversationDays is {days}; it must be 1 to 36500 days.", exception.Message);
    }

    private RetentionStore Store(int? days) => new(_database, Options.Create(new RetentionOptions { ConversationDays = days }));
}
