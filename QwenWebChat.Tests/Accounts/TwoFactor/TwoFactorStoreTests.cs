using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Accounts.TwoFactor;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Accounts.TwoFactor;

/// <summary>Codes and recovery codes over a database, with its clock.</summary>
public sealed class TwoFactorStoreTests : IAsyncLifetime
{
    private const string Key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private readonly TestAccounts _accounts = new();
    private Guid _bob;

    private FakeTimeProvider Time => _accounts.Database.Time;

    private TwoFactorStore Factors => _accounts.Factors;

    public async ValueTask InitializeAsync()
    {
        Assert.Null(await _accounts.Store.CreateAsync("bob", "nine geese walk to Lyon", AccountRole.Member));
        _bob = await _accounts.IdOfAsync("bob");
    }

    public ValueTask DisposeAsync()
    {
        _accounts.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Confirm_WrongCode_ChangesNothing()
    {
        string stamp = _accounts.Directory.Find(_bob)!.Stamp!;

        (IReadOnlyList<string> codes, AccountFault? fault) = await Factors.ConfirmAsync(_bob, Key, "000000");

        Assert.Equal((AccountFault.TwoFactorCodeWrong, 0), (fault, codes.Count));
        Assert.False(_accounts.Directory.Find(_bob)!.HasTwoFactor);
        Assert.Equal(stamp, _accounts.Directory.Find(_bob)!.Stamp);
        Assert.Empty(Tokens());
    }

    [Fact]
    public async Task Confirm_RightCode_EndsSessionsAndStoresHashesOfTheRecoveryCodes()
    {
        string stamp = _accounts.Directory.Find(_bob)!.Stamp!;

        IReadOnlyList<string> codes = await ConfirmAsync();

        Assert.Equal(TwoFactorStore.RecoveryCodeCount, codes.Distinct().Count());
        Assert.True(_accounts.Directory.Find(_bob)!.HasTwoFactor);
        Assert.NotEqual(stamp, _accounts.Directory.Find(_bob)!.Stamp);
        Assert.All(codes, code => Assert.DoesNotContain(Tokens(), token => token.Contains(code, StringComparison.OrdinalIgnoreCase)));
        Assert.Equal((AccountFault.NotFound, 0), await AgainAsync());
    }

    [Fact]
    public async Task Use_CodeTwice_IsRefusedTheSecondTime()
    {
        await ConfirmAsync();
        Time.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));

        Assert.Null(await Factors.UseAsync(_bob, CodeOf(0)));
        Assert.Equal(AccountFault.TwoFactorCodeUsed, await Factors.UseAsync(_bob, CodeOf(0)));
        // Nor an earlier one that nobody has used: it may have been seen.
        Assert.Equal(AccountFault.TwoFactorCodeUsed, await Factors.UseAsync(_bob, CodeOf(-1)));
        Assert.Null(await Factors.UseAsync(_bob, CodeOf(1)));
    }

    [Fact]
    public async Task Use_CodeWithWhichTheAppWasSetUp_IsRefused()
    {
        await ConfirmAsync();

        Assert.Equal(AccountFault.TwoFactorCodeUsed, await Factors.UseAsync(_bob, CodeOf(0)));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Use_ClockOfThePhoneIsWrong_CountsForOneStep(int drift, bool counts)
    {
        await ConfirmAsync();
        Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(counts ? null : AccountFault.TwoFactorCodeWrong, await Factors.UseAsync(_bob, CodeOf(drift)));
    }

    [Fact]
    public async Task Use_ClockOfTheServerWasSetBack_SaysSoAndTakesRecoveryCodes()
    {
        Time.Advance(TimeSpan.FromDays(1));
        IReadOnlyList<string> codes = await ConfirmAsync();
        DateTimeOffset ahead = Time.GetUtcNow();
        FakeTimeProvider earlier = new(ahead - TimeSpan.FromDays(1));
        TwoFactorStore factors = _accounts.FactorsAt(earlier);

        Assert.Equal(AccountFault.ClockSetBack, await factors.UseAsync(_bob, Totp.CodeAt(Key, Totp.StepAt(earlier.GetUtcNow()))));
        Assert.Null(await factors.UseAsync(_bob, codes[0]));
        earlier.SetUtcNow(ahead + TimeSpan.FromMinutes(1));
        Assert.Null(await factors.UseAsync(_bob, Totp.CodeAt(Key, Totp.StepAt(earlier.GetUtcNow()))));
    }

    [Fact]
    public async Task Use_ClockJumpsForward_TakesTheCodesOfNow()
    {
        await ConfirmAsync();
        string before = CodeOf(1);

        Time.Advance(TimeSpan.FromDays(400));

        Assert.Equal(AccountFault.TwoFactorCodeWrong, await Factors.UseAsync(_bob, before));
        Assert.Null(await Factors.UseAsync(_bob, CodeOf(0)));
    }

    [Fact]
    public async Task Use_RecoveryCode_CountsOnceInAnyWriting()
    {
        IReadOnlyList<string> codes = await ConfirmAsync();

        Assert.Null(await Factors.UseAsync(_bob, $" {codes[3].ToLowerInvariant().Replace("-", "", StringComparison.Ordinal)} "));
        Assert.Equal(AccountFault.TwoFactorCodeWrong, await Factors.UseAsync(_bob, codes[3]));
        Assert.Equal(TwoFactorStore.RecoveryCodeCount - 1, await Factors.CountRecoveryCodesAsync(_bob));
    }

    [Fact]
    public async Task MakeRecoveryCodes_EndsTheEarlierOnes()
    {
        IReadOnlyList<string> earlier = await ConfirmAsync();

        IReadOnlyList<string> codes = await Factors.MakeRecoveryCodesAsync(_bob);

        Assert.Equal(AccountFault.TwoFactorCodeWrong, await Factors.UseAsync(_bob, earlier[0]));
        Assert.Null(await Factors.UseAsync(_bob, codes[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("000000")]
    [InlineData("AAAAA-AAAAA")]
    [InlineData("' OR 1=1 --")]
    public async Task Use_NoCode_IsRefused(string code)
    {
        await ConfirmAsync();

        Assert.Equal(AccountFault.TwoFactorCodeWrong, await Factors.UseAsync(_bob, code));
        Assert.Equal(AccountFault.TwoFactorCodeWrong, await Factors.UseAsync(_bob, new string('7', 100_000)));
    }

    [Fact]
    public async Task Remove_LeavesNothing()
    {
        IReadOnlyList<string> codes = await ConfirmAsync();

        Assert.Null(await Factors.RemoveAsync(_bob));

        Assert.False(_accounts.Directory.Find(_bob)!.HasTwoFactor);
        Assert.Empty(Tokens());
        Assert.Equal(AccountFault.TwoFactorCodeWrong, await Factors.UseAsync(_bob, codes[0]));
        Assert.Equal(AccountFault.TwoFactorCodeWrong, await Factors.UseAsync(_bob, CodeOf(1)));
    }

    [Fact]
    public async Task Use_CodeOfAnotherAccount_IsRefused()
    {
        IReadOnlyList<string> codes = await ConfirmAsync();
        Assert.Null(await _accounts.Store.CreateAsync("eve", "seven boats leave before noon", AccountRole.Member));
        Guid eve = await _accounts.IdOfAsync("eve");
        const string other = "MZXW6YTBOJRGC6RAMZXW6YTBOJRGC6RA";
        Assert.Null((await Factors.ConfirmAsync(eve, other, Totp.CodeAt(other, Totp.StepAt(Time.GetUtcNow())))).Fault);
        Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(AccountFault.TwoFactorCodeWrong, await Factors.UseAsync(eve, codes[0]));
        Assert.Equal(AccountFault.TwoFactorCodeWrong, await Factors.UseAsync(eve, CodeOf(0)));
    }

    private async Task<(AccountFault? Fault, int Count)> AgainAsync()
    {
        (IReadOnlyList<string> codes, AccountFault? fault) = await Factors.ConfirmAsync(_bob, Key, CodeOf(1));
        return (fault, codes.Count);
    }

    private async Task<IReadOnlyList<string>> ConfirmAsync()
    {
        (IReadOnlyList<string> codes, AccountFault? fault) = await Factors.ConfirmAsync(_bob, Key, CodeOf(0));
        Assert.Null(fault);
        return codes;
    }

    // The code of the present step, or of one before or after it.
    private string CodeOf(int drift) => Totp.CodeAt(Key, Totp.StepAt(Time.GetUtcNow()) + drift);

    private IReadOnlyList<string> Tokens()
    {
        using ChatDbContext context = _accounts.Database.CreateDbContext();
        return [.. context.Set<IdentityUserToken<Guid>>().Select(row => row.Value!)];
    }
}
