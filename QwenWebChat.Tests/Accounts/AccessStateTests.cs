using System.Net;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Accounts;

public sealed class AccessStateTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly AccountDirectory _directory;
    private readonly AccessState _access;

    public AccessStateTests()
    {
        _directory = new AccountDirectory(_database);
        _access = new AccessState(_directory, new SignInRules(Options.Create(new AccountOptions())));
    }

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("127.0.0.1", "Open")]
    [InlineData("::1", "Open")]
    [InlineData("0.0.0.0", "SetUp")]
    [InlineData("::", "SetUp")]
    [InlineData("192.0.2.7", "SetUp")]
    [InlineData(null, "SetUp")]
    public void Mode_WithoutAnAdministrator_FollowsTheAddresses(string? address, string mode)
    {
        bool isReachable = _access.NoteAddress(address is null ? null : IPAddress.Parse(address));
        _access.NoteAddress(IPAddress.Loopback);

        Assert.Equal((mode, mode == "SetUp"), (_access.Mode.ToString(), isReachable));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public void Mode_WithAnAdministrator_IsMembers(string address)
    {
        _access.NoteAddress(IPAddress.Parse(address));
        Change(account => account.PasswordHash = "hash");

        Assert.Equal(AccessMode.Members, _access.Mode);
    }

    [Fact]
    public void Admits_LocalAccount_UntilThereIsAnAdministrator()
    {
        SessionAccount local = LocalAccountHandler.LocalAccount(_directory);
        Assert.True(Admits(local));

        Change(account => account.PasswordHash = "hash");

        Assert.False(Admits(local));
    }

    [Fact]
    public void Admits_Session_WhileItsStampIsTheAccounts()
    {
        Change(account => (account.PasswordHash, account.SecurityStamp) = ("hash", "one"));
        SessionAccount session = new(Account.LocalId, "local", AccountRole.Administrator, "one", "session");
        Assert.True(Admits(session));
        Assert.False(Admits(session with { Stamp = "two" }));
        Assert.False(Admits(session with { Id = Guid.NewGuid() }));

        Change(account => account.IsPaused = true);

        Assert.False(Admits(session));
    }

    [Fact]
    public void Admits_Nobody_Never() => Assert.False(_access.Admits(new System.Security.Claims.ClaimsPrincipal()));

    private bool Admits(SessionAccount account) => _access.Admits(AccountClaims.Create(account, "test"));

    private void Change(Action<Account> change)
    {
        using ChatDbContext context = _database.CreateForAll();
        change(context.Accounts.Single(account => account.Id == Account.LocalId));
        context.SaveChanges();
        _directory.Refresh();
    }
}
