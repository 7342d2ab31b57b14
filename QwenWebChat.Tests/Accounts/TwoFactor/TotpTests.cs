using QwenWebChat.App.Accounts.TwoFactor;

namespace QwenWebChat.Tests.Accounts.TwoFactor;

public sealed class TotpTests
{
    // "12345678901234567890", the key of RFC 6238, Appendix B.
    private const string Key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void CodeAt_TimesOfTheStandard_GivesItsCodes(long seconds, string code)
    {
        Assert.Equal(code, Totp.CodeAt(Key, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Match_CodeOfAnotherStep_CountsForOneStepEitherWay(long drift, bool counts)
    {
        Assert.Equal(counts ? 1000 + drift : null, Totp.Match(Key, Totp.CodeAt(Key, 1000 + drift), 1000));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("０１２３４５")]
    public void Match_TextThatIsNoCode_IsNone(string code) => Assert.Null(Totp.Match(Key, code, 1000));

    [Fact]
    public void AddressOf_NameWithSigns_EscapesIt()
    {
        Assert.Equal(
            $"otpauth://totp/QwenWebChat:a%3Fb%26c%20d?secret={Key}&issuer=QwenWebChat&algorithm=SHA1&digits=6&period=30", Totp.AddressOf(Key, "a?b&c d"));
    }
}
