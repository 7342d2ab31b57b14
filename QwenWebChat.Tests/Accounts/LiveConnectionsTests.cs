using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Accounts;

/// <summary>Running requests of keys, and connections of pages, whose users are no longer admitted.</summary>
public sealed class LiveConnectionsTests : IAsyncLifetime
{
    private readonly TestAccounts _accounts = new();
    private ApiKeyStore _keys = null!;
    private LiveConnections _connections = null!;
    private Guid _bob;

    public async ValueTask InitializeAsync()
    {
        Assert.Null(await _accounts.Store.CreateFirstAdministratorAsync("ada", "nine geese walk to Lyon"));
        Assert.Null(await _accounts.Store.CreateAsync("bob", "nine geese walk to Lyon", AccountRole.Member));
        _bob = await _accounts.IdOfAsync("bob");
        _keys = new ApiKeyStore(_accounts.Database, _accounts.Directory, _accounts.Database.Time);
        _connections = new LiveConnections(_accounts.Directory, new AccessState(_accounts.Directory, new SignInRules(Options.Create(new AccountOptions()))), _keys);
    }

    public ValueTask DisposeAsync()
    {
        _connections.Dispose();
        _accounts.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Pause_RequestsRun_EndsThoseOfTheAccountAlone()
    {
        Connection bobs = Begin(Program(_bob));
        Connection page = Begin(Page(_bob));
        Connection adas = Begin(Program(Account.LocalId));
        Connection ended = Begin(Program(_bob));
        ended.Dispose();

        Assert.Null(await _accounts.Store.SetPausedAsync(_bob, isPaused: true));

        Assert.Equal((true, true, false, false), (bobs.IsAborted, page.IsAborted, adas.IsAborted, ended.IsAborted));
    }

    [Fact]
    public async Task Delete_RequestsRun_EndsThem()
    {
        Connection program = Begin(Program(_bob));
        Connection page = Begin(Page(_bob));

        Assert.Null(await _accounts.Store.DeleteAsync(_bob));

        Assert.Equal((true, true), (program.IsAborted, page.IsAborted));
    }

    [Fact]
    public async Task SetPassword_EndsThePagesAndLeavesThePrograms()
    {
        Connection program = Begin(Program(_bob));
        Connection page = Begin(Page(_bob));

        Assert.Null(await _accounts.Store.SetPasswordAsync(_bob, "eight boats leave before noon"));

        Assert.Equal((false, true), (program.IsAborted, page.IsAborted));
    }

    [Fact]
    public async Task Begin_AccountWasPausedMeanwhile_EndsAtOnce()
    {
        Assert.Null(await _accounts.Store.SetPausedAsync(_bob, isPaused: true));

        Assert.True(Begin(Program(_bob)).IsAborted);
    }

    [Fact]
    public async Task Revoke_RequestsOfTwoKeys_EndsThoseOfTheKeyAloneAndThoseJustBeingMade()
    {
        await _keys.CreateAsync(_bob, "one", ApiScopes.Chat, null, TestDatabase.Cancellation);
        Guid id = Assert.Single(await _keys.ListAsync(_bob, TestDatabase.Cancellation)).Id;
        (Connection revoked, Connection other) = (Begin(Program(_bob, id)), Begin(Program(_bob)));

        await _keys.RevokeAsync(id, _bob, TestDatabase.Cancellation);

        Assert.Equal((true, false), (revoked.IsAborted, other.IsAborted));
        Assert.True(Begin(Program(_bob, id)).IsAborted);
    }

    [Fact]
    public void End_OfASession_EndsItsPagesAlone()
    {
        (Connection first, Connection second) = (Begin(Page(_bob, "first")), Begin(Page(_bob, "second")));

        _connections.End("first");

        Assert.Equal((true, false), (first.IsAborted, second.IsAborted));
    }

    private static ClaimsPrincipal Program(Guid owner, Guid? key = null) =>
        KeyIdentity.CreateUser(
            new SessionAccount(owner, "name", AccountRole.Member),
            new ApiKey { Id = key ?? Guid.NewGuid(), OwnerId = owner, Name = "ci", Hash = "", Start = "", Scopes = ApiScopes.Chat, CreatedAt = default });

    private ClaimsPrincipal Page(Guid owner, string session = "session") =>
        AccountClaims.Create(new SessionAccount(owner, "name", AccountRole.Member, _accounts.Directory.Find(owner)!.Stamp, session), IdentityConstants.ApplicationScheme);

    private Connection Begin(ClaimsPrincipal user) => new(_connections, user);

    private sealed class Connection : IDisposable
    {
        private readonly IDisposable _noted;

        public Connection(LiveConnections connections, ClaimsPrincipal user) => _noted = connections.Begin(user, () => IsAborted = true);

        public bool IsAborted { get; private set; }

        public void Dispose() => _noted.Dispose();
    }
}
