using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Keys;

/// <summary>Running requests of keys that are stopped.</summary>
public sealed class KeySessionsTests : IAsyncLifetime
{
    private readonly TestAccounts _accounts = new();
    private ApiKeyStore _keys = null!;
    private KeySessions _sessions = null!;
    private Guid _bob;

    public async ValueTask InitializeAsync()
    {
        Assert.Null(await _accounts.Store.CreateAsync("bob", "nine geese walk to Lyon", AccountRole.Member));
        _bob = await _accounts.IdOfAsync("bob");
        _keys = new ApiKeyStore(_accounts.Database, _accounts.Directory, _accounts.Database.Time);
        _sessions = new KeySessions(_accounts.Directory, _keys);
    }

    public ValueTask DisposeAsync()
    {
        _sessions.Dispose();
        _accounts.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Pause_RequestsRun_EndsThoseOfTheAccountAlone()
    {
        (Request bobs, Request locals, Request ended) = (new(), new(), new());
        using IDisposable first = _sessions.Begin(bobs.Http, _bob, Guid.NewGuid());
        using IDisposable second = _sessions.Begin(locals.Http, Account.LocalId, Guid.NewGuid());
        _sessions.Begin(ended.Http, _bob, Guid.NewGuid()).Dispose();

        Assert.Null(await _accounts.Store.SetPausedAsync(_bob, isPaused: true));

        Assert.Equal((true, false, false), (bobs.IsAborted, locals.IsAborted, ended.IsAborted));
    }

    [Fact]
    public async Task Delete_RequestsRun_EndsThem()
    {
        Request request = new();
        using IDisposable session = _sessions.Begin(request.Http, _bob, Guid.NewGuid());

        Assert.Null(await _accounts.Store.DeleteAsync(_bob));

        Assert.True(request.IsAborted);
    }

    [Fact]
    public async Task Begin_AccountWasPausedMeanwhile_EndsAtOnce()
    {
        Assert.Null(await _accounts.Store.SetPausedAsync(_bob, isPaused: true));
        Request request = new();

        using IDisposable session = _sessions.Begin(request.Http, _bob, Guid.NewGuid());

        Assert.True(request.IsAborted);
    }

    [Fact]
    public async Task Revoke_RequestsOfTwoKeys_EndsThoseOfTheKeyAlone()
    {
        await _keys.CreateAsync(_bob, "one", ApiScopes.Chat, null, TestDatabase.Cancellation);
        Guid id = Assert.Single(await _keys.ListAsync(_bob, TestDatabase.Cancellation)).Id;
        (Request revoked, Request other) = (new(), new());
        using IDisposable first = _sessions.Begin(revoked.Http, _bob, id);
        using IDisposable second = _sessions.Begin(other.Http, _bob, Guid.NewGuid());

        await _keys.RevokeAsync(id, _bob, TestDatabase.Cancellation);

        Assert.Equal((true, false), (revoked.IsAborted, other.IsAborted));
    }

    private sealed class Request : IHttpRequestLifetimeFeature
    {
        public Request() => Http.Features.Set<IHttpRequestLifetimeFeature>(this);

        public DefaultHttpContext Http { get; } = new();

        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}
