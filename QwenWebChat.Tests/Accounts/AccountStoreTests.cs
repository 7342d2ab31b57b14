using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Accounts;

[Slow]
public sealed class AccountStoreTests : IAsyncLifetime
{
    private const string Password = "nine geese walk to Lyon";

    private readonly TestAccounts _accounts = new();
    private Guid _ada;
    private Guid _bob;

    public async ValueTask InitializeAsync()
    {
        Assert.Null(await _accounts.Store.CreateFirstAdministratorAsync("ada", Password));
        Assert.Null(await _accounts.Store.CreateAsync("bob", Password, AccountRole.Member));
        (_ada, _bob) = (await _accounts.IdOfAsync("ada"), await _accounts.IdOfAsync("bob"));
    }

    public ValueTask DisposeAsync()
    {
        _accounts.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task CreateFirstAdministrator_Again_IsRefused()
    {
        Assert.Equal(Account.LocalId, _ada);
        Assert.Equal(AccountFault.AlreadySetUp, await _accounts.Store.CreateFirstAdministratorAsync("eve", Password));
    }

    [Theory]
    [InlineData("bob", AccountFault.NameTaken)]
    [InlineData("BOB ", AccountFault.NameTaken)]
    [InlineData("", AccountFault.NameInvalid)]
    [InlineData("  ", AccountFault.NameInvalid)]
    [InlineData("--", AccountFault.NameInvalid)]
    [InlineData("a\tb", AccountFault.NameInvalid)]
    [InlineData("e\u0301ve", AccountFault.NameInvalid)]
    public async Task Create_BadName_SaysWhy(string name, object fault)
    {
        Assert.Equal(fault, await _accounts.Store.CreateAsync(name, Password, AccountRole.Member));
    }

    [Theory]
    [InlineData("eve")]
    [InlineData("Ève Martin-Dupont")]
    [InlineData("王小明")]
    [InlineData("eve@example.org")]
    public async Task Create_GoodName_IsKept(string name)
    {
        Assert.Null(await _accounts.Store.CreateAsync(name, Password, AccountRole.Member));

        Assert.Equal(AccountRole.Member, _accounts.Directory.Find(await _accounts.IdOfAsync(name))?.Role);
    }

    [Fact]
    public async Task Change_OfTheLastAdministrator_IsRefusedUntilThereIsAnother()
    {
        Assert.Equal(AccountFault.LastAdministrator, await _accounts.Store.SetRoleAsync(_ada, AccountRole.Member));
        Assert.Equal(AccountFault.LastAdministrator, await _accounts.Store.SetPausedAsync(_ada, isPaused: true));
        Assert.Equal(AccountFault.LastAdministrator, await _accounts.Store.DeleteAsync(_ada));
        Assert.Null(await _accounts.Store.SetRoleAsync(_bob, AccountRole.Administrator));

        Assert.Null(await _accounts.Store.SetPausedAsync(_ada, isPaused: true));

        // A paused administrator is nobody whom one could rely on.
        Assert.Equal(AccountFault.LastAdministrator, await _accounts.Store.SetRoleAsync(_bob, AccountRole.Member));
        Assert.Null(await _accounts.Store.DeleteAsync(_ada));
        Assert.Equal(AccountFault.LastAdministrator, await _accounts.Store.DeleteAsync(_bob));
        Assert.True(_accounts.Directory.HasAdministrator);
    }

    [Fact]
    public async Task Change_OfSessions_ChangesTheStampAlone()
    {
        AccountEntry before = _accounts.Directory.Find(_bob)!;

        Assert.Null(await _accounts.Store.SignOutEverywhereAsync(_bob));

        AccountEntry after = _accounts.Directory.Find(_bob)!;
        Assert.NotEqual(before.Stamp, after.Stamp);
        Assert.Equal(before, after with { Stamp = before.Stamp });
    }

    [Fact]
    public async Task NoteSignIn_KeepsTheSessions()
    {
        string? stamp = _accounts.Directory.Find(_bob)!.Stamp;

        Assert.Null(await _accounts.Store.NoteSignInAsync(_bob));

        Assert.Equal(stamp, _accounts.Directory.Find(_bob)!.Stamp);
        Assert.NotNull((await _accounts.Store.ListAsync(TestContext.Current.CancellationToken)).Single(account => account.Id == _bob).LastSignInAt);
    }

    [Fact]
    public async Task Change_OfNobody_IsNotFound()
    {
        Assert.Equal(AccountFault.NotFound, await _accounts.Store.SetPausedAsync(Guid.NewGuid(), isPaused: true));
        Assert.Equal(AccountFault.NotFound, await _accounts.Store.SetPasswordAsync("nobody", Password));
    }
}
