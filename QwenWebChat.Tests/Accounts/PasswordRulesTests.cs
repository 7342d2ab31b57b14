using QwenWebChat.App.Accounts;

namespace QwenWebChat.Tests.Accounts;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("nine geese walk to Lyon")]
    [InlineData("kupferner Regenschirm")]
    [InlineData("xK3-vtaQ-9wLm-Pz")]
    [InlineData("zebra lamp trumpet")]
    [InlineData("五只白鹅今天早上走过了石桥")]
    [InlineData("7f3a9c1e5b2d")]
    public void Find_GoodPassword_IsNothing(string password) => Assert.Null(PasswordRules.Find(password, "ada"));

    [Theory]
    [InlineData("", "PasswordTooShort")]
    [InlineData("Tr0ub4dor&3", "PasswordTooShort")]
    [InlineData("aaaaaaaaaaaa", "PasswordCommon")]
    [InlineData("abcabcabcabc", "PasswordCommon")]
    [InlineData("abababababab", "PasswordCommon")]
    [InlineData("123456789012", "PasswordCommon")]
    [InlineData("098765432109", "PasswordCommon")]
    [InlineData("qwertyuiop12", "PasswordCommon")]
    [InlineData("poiuytrewq!!", "PasswordCommon")]
    [InlineData("asdfghjkl;'123", "PasswordCommon")]
    [InlineData("1qaz2wsx3edc", "PasswordCommon")]
    [InlineData("password1234", "PasswordCommon")]
    [InlineData("P4$$w0rd!!!!", "PasswordCommon")]
    [InlineData("Password2026!", "PasswordCommon")]
    [InlineData("passwordpassword", "PasswordCommon")]
    [InlineData("welcome12345", "PasswordCommon")]
    [InlineData("QwenWebChat1", "PasswordCommon")]
    [InlineData("administrator", "PasswordCommon")]
    [InlineData("Summer2026!!", "PasswordCommon")]
    [InlineData("letmein-letmein", "PasswordCommon")]
    [InlineData("iloveyou1234", "PasswordCommon")]
    [InlineData("abcdefghijkl", "PasswordCommon")]
    [InlineData("adalovelace1", "PasswordHasName", "adalovelace")]
    [InlineData("My cat is called adalovelace", null, "adalovelace")]
    public void Find_BadPassword_SaysWhy(string password, string? fault, string name = "ada") => Assert.Equal(fault, PasswordRules.Find(password, name)?.ToString());

    [Fact]
    public void Find_TooLong_IsRefused() =>
        Assert.Equal(AccountFault.PasswordTooLong, PasswordRules.Find(string.Concat(Enumerable.Range(0, 300).Select(number => (char)('a' + (number * 7 % 26)))), "ada"));
}
