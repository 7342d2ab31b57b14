using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Accounts.Passkeys;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Audit;

namespace QwenWebChat.Tests.Accounts.Passkeys;

/// <summary>Requests for passkeys that no browser sends. <c>PasskeysInBrowserTests</c> has those that work.</summary>
[Slow]
public sealed class PasskeyRequestTests : IAsyncLifetime
{
    private TeamApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> NoCredentials() =>
    [
        "", "{}", "[]", "null", "nonsense", "{\"id\":\"AAAA\",\"rawId\":\"AAAA\",\"type\":\"public-key\",\"response\":{}}",
        "{\"id\":\"AAAA\",\"rawId\":\"AAAA\",\"type\":\"public-key\",\"clientExtensionResults\":{},\"response\":{\"clientDataJSON\":\"e30\",\"authenticatorData\":\"AAAA\",\"signature\":\"AAAA\",\"userHandle\":\"AAAA\"}}",
        $"{{\"id\":\"{new string('A', 40_000)}\"}}", new string('[', 2000),
    ];

    public async ValueTask InitializeAsync() => _app = await TeamApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [MemberData(nameof(NoCredentials))]
    public async Task SignIn_NoCredential_IsRefusedWithAndWithoutAChallenge(string credential)
    {
        HttpClient browser = _app.OpenBrowser();
        for (int attempt = 0; attempt < 2; attempt++)
        {
            using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.SignIn, "passkey", ("Credential", credential));
            Assert.StartsWith("This passkey does not belong to an account here", await TeamApp.ProblemAsync(response), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await ChallengeAsync(browser, AccountPaths.SignIn, PasskeyEndpoints.SignIn)).Status);
        }

        Assert.Equal(["- SignIn - Refused PasskeyRefused"], TestAudit.Lines(_app.Services));
    }

    [Theory]
    [MemberData(nameof(NoCredentials))]
    public async Task Add_NoCredential_IsRefusedWithAndWithoutAChallenge(string credential)
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.Passkeys, "add", ("Name", "phone"), ("Credential", credential));
            Assert.StartsWith("The passkey was not added", await TeamApp.ProblemAsync(response), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await ChallengeAsync(browser, AccountPaths.Passkeys, PasskeyEndpoints.Add, ("Name", "phone"), ("Current", TeamApp.PasswordOf(TeamApp.Member)))).Status);
        }

        Assert.Empty(await _app.Services.GetRequiredService<PasskeyStore>().ListAsync(_app.IdOf(TeamApp.Member)));
    }

    [Fact]
    public async Task Challenge_AsksForAVerifiedUserOfThisHost()
    {
        (_, string text) = await ChallengeAsync(_app.OpenBrowser(), AccountPaths.SignIn, PasskeyEndpoints.SignIn);

        JsonElement challenge = JsonElement.Parse(text);
        Assert.Equal(("required", _app.Address.Host), (challenge.GetProperty("userVerification").GetString(), challenge.GetProperty("rpId").GetString()));
        Assert.True(challenge.GetProperty("challenge").GetString()!.Length >= 22);
    }

    [Theory]
    [InlineData("", "wrong", "The name must have 1 to 64 characters.")]
    [InlineData("phone", "wrong", "The current password is wrong.")]
    [InlineData("phone", "", "The current password is wrong.")]
    public async Task AddChallenge_BadInput_IsRefusedInOneLine(string name, string password, string message)
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);

        Assert.Equal((HttpStatusCode.BadRequest, message), await ChallengeAsync(browser, AccountPaths.Passkeys, PasskeyEndpoints.Add, ("Name", name), ("Current", password)));
    }

    [Fact]
    public async Task Challenges_WithoutAToken_AreRefused()
    {
        HttpClient member = await _app.SignInAsync(TeamApp.Member);
        foreach (string path in (string[])[PasskeyEndpoints.SignIn, PasskeyEndpoints.Add])
        {
            using HttpResponseMessage response = await member.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent([KeyValuePair.Create("Name", "phone")]), Cancellation);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task RenameAndRemove_PasskeyOfSomebodyElse_AreRefused()
    {
        string id = await SeedAsync(TeamApp.OtherMember);
        string own = await SeedAsync(TeamApp.Member);
        HttpClient bob = await _app.SignInAsync(TeamApp.Member);
        PasskeyStore store = _app.Services.GetRequiredService<PasskeyStore>();

        foreach (string what in (string[])["rename", "remove"])
        {
            using HttpResponseMessage response = await TeamApp.PostAsync(bob, AccountPaths.Passkeys, $"change-{own}", ("Id", id), ("NewName", "mine"), ("Do", what));
            Assert.Equal("This passkey was removed already.", await TeamApp.ProblemAsync(response));
        }

        Assert.Equal("seeded", Assert.Single(await store.ListAsync(_app.IdOf(TeamApp.OtherMember))).Name);
        (await TeamApp.PostAsync(bob, AccountPaths.Passkeys, $"change-{own}", ("NewName", "<b>laptop</b>"), ("Do", "rename"))).Dispose();
        Assert.Equal("<b>laptop</b>", (await TeamApp.PageAsync(bob, AccountPaths.Passkeys)).QuerySelector("[data-testid=passkey-new-name]")?.GetAttribute("value"));
        using HttpResponseMessage blank = await TeamApp.PostAsync(bob, AccountPaths.Passkeys, $"change-{own}", ("NewName", " "), ("Do", "rename"));
        Assert.Equal("The name must have 1 to 64 characters.", await TeamApp.ProblemAsync(blank));
        (await TeamApp.PostAsync(bob, AccountPaths.Passkeys, $"change-{own}", ("Do", "remove"))).Dispose();
        Assert.Empty(await store.ListAsync(_app.IdOf(TeamApp.Member)));
    }

    [Fact]
    public async Task Reset_ByAnAdministrator_RemovesPasskeysToo()
    {
        await SeedAsync(TeamApp.Member);
        Assert.True((await _app.Accounts.ListAsync(Cancellation)).Single(account => account.Name == TeamApp.Member).HasSecondFactor);

        Assert.Null(await _app.Services.GetRequiredService<App.Accounts.TwoFactor.TwoFactorStore>().ResetAsync(_app.IdOf(TeamApp.Member)));

        Assert.False((await _app.Accounts.ListAsync(Cancellation)).Single(account => account.Name == TeamApp.Member).HasSecondFactor);
    }

    private async Task<string> SeedAsync(string name)
    {
        byte[] id = Guid.NewGuid().ToByteArray();
        Assert.Null(await _app.Services.GetRequiredService<PasskeyStore>().AddAsync(
            _app.IdOf(name), new UserPasskeyInfo(id, [1], DateTimeOffset.UnixEpoch, 0, ["internal"], true, false, false, [2], [3]), "seeded"));
        return Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(id);
    }

    private static async Task<(HttpStatusCode Status, string Text)> ChallengeAsync(HttpClient browser, string page, string path, params (string Name, string Value)[] fields)
    {
        AngleSharp.Dom.IElement form = (await TeamApp.PageAsync(browser, page)).QuerySelector("form[data-passkey]")!;
        using HttpResponseMessage response = await TeamApp.SendAsync(browser, path, form, fields);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
