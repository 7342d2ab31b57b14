using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Accounts;

[Slow]
public sealed class AccountLinkTests : IAsyncLifetime
{
    private const string Password = "nine geese walk to Lyon";

    private readonly TestAccounts _accounts = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Assert.Null(await _accounts.Store.CreateFirstAdministratorAsync("ada", Password));

    public ValueTask DisposeAsync()
    {
        _accounts.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(AccountRole.Member)]
    [InlineData(AccountRole.Administrator)]
    public async Task Accept_Invitation_MakesAnAccountOfItsRoleOnce(object role)
    {
        string token = await _accounts.Links.InviteAsync((AccountRole)role, Cancellation);

        Assert.Null(await _accounts.Links.AcceptAsync(token, "bob", Password));

        Assert.Equal(role, _accounts.Directory.Find(await _accounts.IdOfAsync("bob"))!.Role);
        Assert.Equal(AccountFault.LinkInvalid, await _accounts.Links.AcceptAsync(token, "eve", Password));
        Assert.False(await _accounts.Links.IsValidAsync(AccountLinkKind.Invitation, token, Cancellation));
        Assert.Empty(await _accounts.Links.ListInvitationsAsync(Cancellation));
    }

    [Fact]
    public async Task Accept_RefusedName_LeavesTheInvitation()
    {
        string token = await _accounts.Links.InviteAsync(AccountRole.Member, Cancellation);

        Assert.Equal(AccountFault.NameTaken, await _accounts.Links.AcceptAsync(token, "ada", Password));

        Assert.Null(await _accounts.Links.AcceptAsync(token, "bob", Password));
    }

    [Fact]
    public async Task Accept_AtTheSameTime_SucceedsOnce()
    {
        string token = await _accounts.Links.InviteAsync(AccountRole.Member, Cancellation);

        AccountFault?[] faults = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => _accounts.Links.AcceptAsync(token, $"bob {number}", Password)));

        Assert.Equal([null, AccountFault.LinkInvalid, AccountFault.LinkInvalid, AccountFault.LinkInvalid], faults.OrderBy(fault => fault));
    }

    [Fact]
    public async Task Accept_AfterAWeek_IsRefused()
    {
        string token = await _accounts.Links.InviteAsync(AccountRole.Member, Cancellation);
        _accounts.Database.Time.Advance(AccountLinkStore.InvitationLifetime);

        Assert.Equal(AccountFault.LinkInvalid, await _accounts.Links.AcceptAsync(token, "bob", Password));
        Assert.Empty(await _accounts.Links.ListInvitationsAsync(Cancellation));
    }

    [Fact]
    public async Task Accept_Withdrawn_IsRefused()
    {
        string token = await _accounts.Links.InviteAsync(AccountRole.Member, Cancellation);

        await _accounts.Links.WithdrawAsync(Assert.Single(await _accounts.Links.ListInvitationsAsync(Cancellation)).Id, Cancellation);

        Assert.Equal(AccountFault.LinkInvalid, await _accounts.Links.AcceptAsync(token, "bob", Password));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("' OR 1=1 --")]
    public async Task Accept_ForeignToken_IsRefused(string token)
    {
        await _accounts.Links.InviteAsync(AccountRole.Member, Cancellation);

        Assert.Equal(AccountFault.LinkInvalid, await _accounts.Links.AcceptAsync(token, "bob", Password));
    }

    [Fact]
    public async Task Link_OfOneKind_IsNoneOfTheOther()
    {
        string invitation = await _accounts.Links.InviteAsync(AccountRole.Administrator, Cancellation);
        string reset = await _accounts.Links.ResetAsync(Account.LocalId, Cancellation);

        Assert.Equal((null, AccountFault.LinkInvalid), await _accounts.Links.SetPasswordAsync(invitation, Password));
        Assert.Equal(AccountFault.LinkInvalid, await _accounts.Links.AcceptAsync(reset, "bob", Password));
    }

    [Fact]
    public async Task SetPassword_ByLink_EndsTheSessionsAndWorksOnce()
    {
        string? stamp = _accounts.Directory.Find(Account.LocalId)!.Stamp;
        string first = await _accounts.Links.ResetAsync(Account.LocalId, Cancellation);
        string second = await _accounts.Links.ResetAsync(Account.LocalId, Cancellation);

        Assert.Equal((null, AccountFault.LinkInvalid), await _accounts.Links.SetPasswordAsync(first, "seven boats leave before noon"));
        Assert.Equal(("ada", AccountFault.PasswordTooShort), await _accounts.Links.SetPasswordAsync(second, "short"));
        Assert.Equal(("ada", null), await _accounts.Links.SetPasswordAsync(second, "seven boats leave before noon"));
        Assert.Equal((null, AccountFault.LinkInvalid), await _accounts.Links.SetPasswordAsync(second, "seven boats leave before noon"));

        Assert.NotEqual(stamp, _accounts.Directory.Find(Account.LocalId)!.Stamp);
    }

    [Fact]
    public async Task SetPassword_AfterADay_IsRefused()
    {
        string token = await _accounts.Links.ResetAsync(Account.LocalId, Cancellation);
        _accounts.Database.Time.Advance(AccountLinkStore.ResetLifetime);

        Assert.Equal((null, AccountFault.LinkInvalid), await _accounts.Links.SetPasswordAsync(token, Password));
    }

    [Fact]
    public async Task Token_IsStoredAsItsHashAlone()
    {
        string token = await _accounts.Links.InviteAsync(AccountRole.Member, Cancellation);

        using ChatDbContext context = _accounts.Database.CreateForAll();
        string stored = Assert.Single(context.AccountLinks).TokenHash;
        Assert.DoesNotContain(token, stored, StringComparison.Ordinal);
        Assert.Equal(43, token.Length);
    }
}
