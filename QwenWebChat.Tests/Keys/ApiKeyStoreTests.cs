using System.Security.Cryptography;
using System.Text;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Keys;

/// <summary>The keys in the database: what is stored of them, how they end, and the record of their use.</summary>
public sealed class ApiKeyStoreTests : IDisposable
{
    private readonly TestAccounts _accounts = new();

    public void Dispose() => _accounts.Dispose();

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    private ApiKeyStore Store => new(_accounts.Database, _accounts.Directory, _accounts.Database.Time);

    private DateTimeOffset Now => _accounts.Database.Time.GetUtcNow();

    [Fact]
    public void CreateText_Twice_GivesKeysThatNobodyGuesses()
    {
        Assert.NotEqual(ApiKeyText.Create(), ApiKeyText.Create());
        Assert.Matches("^qwc-[0-9a-f]{64}$", ApiKeyText.Create());
    }

    [Fact]
    public async Task Create_Key_StoresItsHashAndItsFirstCharactersAlone()
    {
        string key = await CreateAsync("ci");

        ApiKey row = Assert.Single(Rows());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), row.Hash);
        Assert.Equal(key[..12], row.Start);
        _accounts.Database.File.Release();
        string file = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_accounts.Database.Path, Cancellation));
        Assert.Contains(row.Hash, file, StringComparison.Ordinal);
        Assert.DoesNotContain(key[4..], file, StringComparison.Ordinal);
        Assert.DoesNotContain(key[12..], file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_TheKeyAndOthers_FindsItAlone()
    {
        string key = await CreateAsync("ci");
        string hash = Rows().Single().Hash;

        Assert.Equal("ci", (await Store.FindAsync(key, Cancellation))?.Name);
        foreach (string other in (string[])["", " ", key[..^1], key + "0", key.ToUpperInvariant(), hash, ApiKeyText.Create(), "' OR 1=1 --", new string('x', 100_000)])
        {
            Assert.Null(await Store.FindAsync(other, Cancellation));
        }
    }

    [Theory]
    [InlineData("", ApiScopes.Chat, 30, ApiKeyFault.NameInvalid)]
    [InlineData("   ", ApiScopes.Chat, 30, ApiKeyFault.NameInvalid)]
    [InlineData("line\nline", ApiScopes.Chat, 30, ApiKeyFault.NameInvalid)]
    [InlineData("ci", ApiScopes.None, 30, ApiKeyFault.NoScope)]
    [InlineData("ci", ApiScopes.Chat, 0, ApiKeyFault.ExpiryInvalid)]
    [InlineData("ci", ApiScopes.Chat, -1, ApiKeyFault.ExpiryInvalid)]
    [InlineData("ci", ApiScopes.Chat, 3651, ApiKeyFault.ExpiryInvalid)]
    public async Task Create_BadInput_IsRefused(string name, ApiScopes scopes, int days, object fault)
    {
        (string? key, ApiKeyFault? found) = await Store.CreateAsync(Account.LocalId, name, scopes, Now + TimeSpan.FromDays(days), Cancellation);

        Assert.Equal((null, (ApiKeyFault)fault), (key, found));
        Assert.Empty(Rows());
    }

    [Fact]
    public async Task Create_NameOfMaximumLength_IsAcceptedAndOneMoreIsNot()
    {
        await CreateAsync(new string('n', ApiKeyStore.MaxNameLength));

        Assert.Equal(ApiKeyFault.NameInvalid, (await Store.CreateAsync(Account.LocalId, new string('n', ApiKeyStore.MaxNameLength + 1), ApiScopes.Chat, null, Cancellation)).Fault);
    }

    [Fact]
    public async Task Create_FiguresForAMember_IsRefused()
    {
        Assert.Equal(ApiKeyFault.FiguresForbidden, (await Store.CreateAsync(await MemberAsync(), "ci", ApiScopes.Chat | ApiScopes.Figures, null, Cancellation)).Fault);
    }

    [Fact]
    public async Task Create_ForAPausedOrUnknownAccount_IsRefused()
    {
        Guid member = await MemberAsync();
        Assert.Null(await _accounts.Store.SetPausedAsync(member, isPaused: true));

        Assert.Equal(ApiKeyFault.OwnerNotFound, (await Store.CreateAsync(member, "ci", ApiScopes.Chat, null, Cancellation)).Fault);
        Assert.Equal(ApiKeyFault.OwnerNotFound, (await Store.CreateAsync(Guid.NewGuid(), "ci", ApiScopes.Chat, null, Cancellation)).Fault);
    }

    [Fact]
    public async Task Create_SameName_OnlyOnceTheFirstHasEnded()
    {
        await CreateAsync("ci", days: 30);
        Assert.Equal(ApiKeyFault.NameTaken, (await Store.CreateAsync(Account.LocalId, " CI ", ApiScopes.Chat, null, Cancellation)).Fault);
        await CreateAsync("ci", owner: await MemberAsync());

        _accounts.Database.Time.Advance(TimeSpan.FromDays(30));
        await CreateAsync("ci");
        await Store.RevokeAsync(Rows().Single(row => row.OwnerId == Account.LocalId && row.ExpiresAt is null).Id, Account.LocalId, Cancellation);
        await CreateAsync("ci");
    }

    [Fact]
    public async Task Create_TooMany_IsRefused()
    {
        using (ChatDbContext context = _accounts.Database.CreateForAll())
        {
            context.AddRange(Enumerable.Range(0, ApiKeyStore.MaxCount).Select(number => new ApiKey
            {
                Id = Guid.NewGuid(),
                OwnerId = Account.LocalId,
                Name = $"key {number}",
                Hash = $"{number}",
                Start = "qwc-",
                Scopes = ApiScopes.Chat,
                CreatedAt = Now,
            }));
            await context.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(ApiKeyFault.TooMany, (await Store.CreateAsync(Account.LocalId, "one more", ApiScopes.Chat, null, Cancellation)).Fault);
    }

    [Fact]
    public async Task Create_LongAfterAnotherEnded_DeletesThatOne()
    {
        await CreateAsync("expired", days: 1);
        await CreateAsync("revoked");
        await Store.RevokeAsync(Rows().Single(row => row.Name == "revoked").Id, Account.LocalId, Cancellation);
        await CreateAsync("usable");
        _accounts.Database.Time.Advance(TimeSpan.FromDays(92));

        await CreateAsync("new");

        Assert.Equal(["new", "usable"], Rows().Select(row => row.Name).Order());
    }

    [Fact]
    public async Task NoteUse_ManyTimes_WritesOnceAMinuteAndTellsTheFirstOfADay()
    {
        string key = await CreateAsync("ci");

        Assert.True(await UseAsync(key, "192.0.2.1"));
        DateTimeOffset first = Now;
        _accounts.Database.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(await UseAsync(key, "192.0.2.2"));
        Assert.Equal((first, "192.0.2.1"), LastUse());
        _accounts.Database.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await UseAsync(key, "192.0.2.2"));
        Assert.Equal((Now, "192.0.2.2"), LastUse());
        _accounts.Database.Time.Advance(TimeSpan.FromDays(1));
        Assert.True(await UseAsync(key, "192.0.2.3"));
    }

    [Fact]
    public async Task NoteUse_SeveralRequestsAtOnce_OneIsTheFirst()
    {
        ApiKey key = (await Store.FindAsync(await CreateAsync("ci"), Cancellation))!;

        bool[] firsts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.NoteUseAsync(key, null))));

        Assert.Single(firsts, isFirst => isFirst);
    }

    [Fact]
    public async Task NoteUse_ClockWasSetBack_IsRecordedStill()
    {
        string key = await CreateAsync("ci");
        await UseAsync(key, "192.0.2.1");
        ApiKey later = (await Store.FindAsync(key, Cancellation))!;
        ApiKeyStore earlier = new(_accounts.Database, _accounts.Directory, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now - TimeSpan.FromHours(2)));

        await earlier.NoteUseAsync(later, "192.0.2.2");

        Assert.Equal((Now - TimeSpan.FromHours(2), "192.0.2.2"), LastUse());
    }

    [Fact]
    public async Task Revoke_OwnForeignAndAny_RevokesOnceWhatItMay()
    {
        Guid member = await MemberAsync();
        await CreateAsync("mine", owner: member);
        Guid id = Rows().Single().Id;

        Assert.Null(await Store.RevokeAsync(id, Account.LocalId, Cancellation));
        Assert.Null(Rows().Single().RevokedAt);
        ApiKeyView? revoked = await Store.RevokeAsync(id, null, Cancellation);
        Assert.Equal(("mine", "bob", Now), (revoked!.Name, revoked.OwnerName, revoked.RevokedAt!.Value));
        Assert.Null(await Store.RevokeAsync(id, member, Cancellation));
    }

    [Fact]
    public async Task List_KeysOfTwoAccounts_ShowsEachItsOwnAndAdministratorsAll()
    {
        Guid member = await MemberAsync();
        await CreateAsync("first", owner: member);
        _accounts.Database.Time.Advance(TimeSpan.FromSeconds(1));
        await CreateAsync("second");

        Assert.Equal(["first"], (await Store.ListAsync(member, Cancellation)).Select(key => key.Name));
        Assert.Equal(["second", "first"], (await Store.ListAllAsync(Cancellation)).Select(key => key.Name));
    }

    [Fact]
    public async Task DeleteAccount_WithKeys_DeletesThem()
    {
        Guid member = await MemberAsync();
        string key = await CreateAsync("ci", owner: member);

        Assert.Null(await _accounts.Store.DeleteAsync(member));

        Assert.Null(await Store.FindAsync(key, Cancellation));
    }

    private async Task<string> CreateAsync(string name, int? days = null, Guid? owner = null)
    {
        (string? key, ApiKeyFault? fault) = await Store.CreateAsync(owner ?? Account.LocalId, name, ApiScopes.Chat, days is { } count ? Now + TimeSpan.FromDays(count) : null, Cancellation);
        Assert.Null(fault);
        return key!;
    }

    private async Task<bool> UseAsync(string key, string address) => await Store.NoteUseAsync((await Store.FindAsync(key, Cancellation))!, address);

    private async Task<Guid> MemberAsync()
    {
        Assert.Null(await _accounts.Store.CreateAsync("bob", "nine geese walk to Lyon", AccountRole.Member));
        return await _accounts.IdOfAsync("bob");
    }

    private (DateTimeOffset, string?) LastUse() => (Rows().Single().LastUsedAt!.Value, Rows().Single().LastAddress);

    private List<ApiKey> Rows()
    {
        using ChatDbContext context = _accounts.Database.CreateForAll();
        return [.. context.ApiKeys];
    }
}
