using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Audit;

namespace QwenWebChat.Tests.Accounts.Provider;

/// <summary>The roles and groups that the provider gives, and accounts that people bind to it themselves.</summary>
[Slow]
public sealed class ProviderClaimsTests : ProviderTests
{
    [Fact]
    public async Task Groups_OfTheClaim_AreThoseOfEachSignIn()
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"), ("GroupsClaim", "groups"));
        GroupStore groups = app.Services.GetRequiredService<GroupStore>();
        foreach (string name in (string[])["Research", "Sales"])
        {
            Assert.Null(await groups.CreateAsync(name));
        }

        foreach ((object claim, string[] expected) in ((object, string[])[])[("research", ["Research"]), (new[] { "SALES", "unknown here", "" }, ["Sales"]), (Array.Empty<string>(), [])])
        {
            Provider.Person["groups"] = claim;
            (await SignInAsync(app.OpenBrowser())).Dispose();
            Guid joe = (await app.Accounts.ListAsync(Cancellation)).Single(account => account.Name == "joe").Id;
            Assert.Equal(expected, (await groups.ListOfAsync(joe, Cancellation)).Select(group => group.Name));
        }
    }

    [Fact]
    public async Task Roles_OfTheClaim_AreThoseOfEachSignIn()
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"), ("RoleClaim", "roles"), ("AdministratorValues:0", "chat-admins"), ("MemberValues:0", "chat-users"));
        await AssertRefusedAsync(app, "Stub does not give you a role that may use this app. Ask an administrator.", "ProviderNotAllowed");
        Provider.Person["roles"] = new[] { "others", "chat-users" };
        HttpClient member = app.OpenBrowser();
        (await SignInAsync(member)).Dispose();
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(member, "/admin/members"));
        Provider.Person["roles"] = new[] { "chat-users", "chat-admins" };
        HttpClient administrator = app.OpenBrowser();
        (await SignInAsync(administrator)).Dispose();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(administrator, "/admin/members"));
        // Another role ends the sessions.
        await AssertSignedInAsync(member, false);
        Provider.Person["roles"] = "chat-users";
        HttpClient again = app.OpenBrowser();
        (await SignInAsync(again)).Dispose();
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(again, "/admin/members"));
        Provider.Person["roles"] = "others";
        using HttpResponseMessage refused = await SignInAsync(app.OpenBrowser());
        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(refused));
        Assert.Equal(["joe RoleChanged Account joe Succeeded Administrator", "joe RoleChanged Account joe Succeeded Member"], TestAudit.Lines(app.Services).Where(line => line.Contains("RoleChanged", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Link_OwnAccount_NeedsThePasswordAndThenSignsInAtTheProvider()
    {
        await using TeamApp app = await StartAsync();
        HttpClient bob = await app.SignInAsync(TeamApp.Member);
        using HttpResponseMessage wrong = await TeamApp.PostAsync(bob, AccountPaths.Profile, "provider-link", ("LinkPassword", "wrong"));
        Assert.Equal("The current password is wrong.", await TeamApp.ProblemAsync(wrong));

        string link = await LinkAsync(bob, TeamApp.Member);
        using HttpResponseMessage linked = await ComeBackAsync(bob, link);

        Assert.EndsWith(AccountPaths.Profile, linked.Headers.Location!.ToString(), StringComparison.Ordinal);
        HttpClient next = app.OpenBrowser();
        (await SignInAsync(next)).Dispose();
        Assert.Equal(TeamApp.Member, await NameAsync(next));
        // The same person with a second account.
        HttpClient eve = await app.SignInAsync(TeamApp.OtherMember);
        using HttpResponseMessage taken = await ComeBackAsync(eve, await LinkAsync(eve, TeamApp.OtherMember));
        Assert.EndsWith($"{AccountPaths.Profile}?problem=ProviderTaken", taken.Headers.Location!.ToString(), StringComparison.Ordinal);
        // Ended again.
        (await TeamApp.PostAsync(bob, AccountPaths.Profile, "provider-link", ("LinkPassword", TeamApp.PasswordOf(TeamApp.Member)))).Dispose();
        using HttpResponseMessage refused = await SignInAsync(app.OpenBrowser());
        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(refused));
        Assert.Equal(
            ["bob ProviderLinked Account bob Refused Wrong", "bob ProviderLinked Account bob Succeeded", "eve ProviderLinked Account eve Refused ProviderTaken", "bob ProviderUnlinked Account bob Succeeded"],
            TestAudit.Lines(app.Services).Where(line => line.Contains("linked", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Link_TokenOfAnotherSessionOrForged_BindsNothing()
    {
        await using TeamApp app = await StartAsync();
        HttpClient eve = await app.SignInAsync(TeamApp.OtherMember);
        string link = await LinkAsync(eve, TeamApp.OtherMember);
        HttpClient bob = await app.SignInAsync(TeamApp.Member);

        (await ComeBackAsync(bob, link)).Dispose();
        (await ComeBackAsync(bob, $"{AccountPaths.Provider}?link=forged")).Dispose();
        (await ComeBackAsync(app.OpenBrowser(), link)).Dispose();

        Assert.Empty(Logins(app));
    }

    [Fact]
    public async Task AllowLocalSignIn_False_LeavesPasswordsToTheRescue()
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"), ("Accounts:AllowLocalSignIn", "false"));
        Assert.Null(await app.Accounts.CreateRescueAsync("rescue", TeamApp.PasswordOf("rescue")));
        HttpClient bob = app.OpenBrowser();

        using HttpResponseMessage right = await TeamApp.PostAsync(bob, AccountPaths.SignIn, "sign-in", ("Name", TeamApp.Member), ("Password", TeamApp.PasswordOf(TeamApp.Member)));
        using HttpResponseMessage wrong = await TeamApp.PostAsync(bob, AccountPaths.SignIn, "sign-in", ("Name", TeamApp.Member), ("Password", "wrong"));

        Assert.Equal("This account signs in with Stub.", await TeamApp.ProblemAsync(right));
        Assert.Equal("The name or the password is wrong.", await TeamApp.ProblemAsync(wrong));
        await AssertSignedInAsync(bob, false);
        await AssertSignedInAsync(await app.SignInAsync("rescue"), true);
        HttpClient joe = app.OpenBrowser();
        (await SignInAsync(joe)).Dispose();
        await AssertSignedInAsync(joe, true);
    }
}
