using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Accounts;

public sealed class GroupStoreTests : IAsyncLifetime
{
    private const string Password = "nine geese walk to Lyon";

    private readonly TestAccounts _accounts = new();
    private Guid _ada;
    private Guid _bob;

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    private GroupStore Groups => _accounts.Groups;

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

    [Theory]
    [InlineData("", GroupFault.NameInvalid)]
    [InlineData("  ", GroupFault.NameInvalid)]
    [InlineData("--", GroupFault.NameInvalid)]
    [InlineData("a\nb", GroupFault.NameInvalid)]
    [InlineData(" RESEARCH", GroupFault.NameTaken)]
    [InlineData("ÉTUDES", GroupFault.NameTaken)]
    public async Task CreateAndRename_BadName_SayWhyAndChangeNothing(string name, object fault)
    {
        await CreateAsync("Research");
        await CreateAsync("Études");
        Guid other = await CreateAsync("Sales");

        Assert.Equal(fault, await Groups.CreateAsync(name));
        Assert.Equal(fault, await Groups.RenameAsync(other, name));

        Assert.Equal(["Research", "Sales", "Études"], (await Groups.ListAsync(Cancellation)).Select(group => group.Name));
    }

    [Fact]
    public async Task Create_TooLongName_IsRefused()
    {
        Assert.Equal(GroupFault.NameInvalid, await Groups.CreateAsync(new string('a', NameRules.MaxLength + 1)));
        Assert.Null(await Groups.CreateAsync(new string('a', NameRules.MaxLength)));
    }

    [Fact]
    public async Task Rename_OwnNameInAnotherCase_IsStored()
    {
        Guid group = await CreateAsync("research");

        Assert.Null(await Groups.RenameAsync(group, "Research"));

        Assert.Equal(["Research"], (await Groups.ListAsync(Cancellation)).Select(one => one.Name));
    }

    [Fact]
    public async Task Members_AddedTwiceAndRemoved_AreSeenAtOnce()
    {
        Guid group = await CreateAsync("Research");
        int changes = 0;
        _accounts.Directory.Changed += () => changes++;

        Assert.Null(await Groups.AddMemberAsync(group, _bob));
        Assert.Null(await Groups.AddMemberAsync(group, _bob));
        Assert.Null(await Groups.AddMemberAsync(group, _ada));

        Assert.Equal([group], _accounts.Directory.Find(_bob)!.GroupIds);
        Assert.Equal(["ada", "bob"], (await Groups.ListAsync(Cancellation)).Single().Members.Select(member => member.Name));
        Assert.Equal([(group, "Research")], await Groups.ListOfAsync(_bob, Cancellation));
        Assert.Null(await Groups.RemoveMemberAsync(group, _bob));
        Assert.Equal(GroupFault.NotFound, await Groups.RemoveMemberAsync(group, _bob));
        Assert.Empty(_accounts.Directory.Find(_bob)!.GroupIds);
        Assert.Empty(await Groups.ListOfAsync(_bob, Cancellation));
        Assert.Equal(4, changes);
    }

    [Fact]
    public async Task Changes_OfMissingGroupsAndAccounts_AreNotFound()
    {
        Guid group = await CreateAsync("Research");

        Assert.Equal(GroupFault.NotFound, await Groups.RenameAsync(Guid.NewGuid(), "Sales"));
        Assert.Equal(GroupFault.NotFound, await Groups.DeleteAsync(Guid.NewGuid()));
        Assert.Equal(GroupFault.NotFound, await Groups.AddMemberAsync(Guid.NewGuid(), _bob));
        Assert.Equal(GroupFault.NotFound, await Groups.AddMemberAsync(group, Guid.NewGuid()));
        Assert.Equal(GroupFault.NotFound, await Groups.SetGroupsOfAsync(Guid.NewGuid(), ["Research"]));
    }

    [Fact]
    public async Task Delete_GroupOrAccount_EndsItsMemberships()
    {
        Guid research = await CreateAsync("Research");
        Guid sales = await CreateAsync("Sales");
        foreach (Guid group in (Guid[])[research, sales])
        {
            Assert.Null(await Groups.AddMemberAsync(group, _ada));
            Assert.Null(await Groups.AddMemberAsync(group, _bob));
        }

        Assert.Null(await _accounts.Store.DeleteAsync(_bob));
        Assert.Null(await Groups.DeleteAsync(sales));

        Assert.Equal([_ada], Assert.Single(await Groups.ListAsync(Cancellation)).Members.Select(member => member.Id));
        Assert.Equal([research], _accounts.Directory.Find(_ada)!.GroupIds);
    }

    [Fact]
    public async Task SetGroupsOf_Names_LeavesOthersAndIgnoresUnknownOnes()
    {
        Guid research = await CreateAsync("Research");
        Guid sales = await CreateAsync("Sales");
        Assert.Null(await Groups.AddMemberAsync(sales, _bob));

        Assert.Null(await Groups.SetGroupsOfAsync(_bob, ["research ", "RESEARCH", "nobody's"]));
        Assert.Equal([research], _accounts.Directory.Find(_bob)!.GroupIds);
        Assert.Null(await Groups.SetGroupsOfAsync(_bob, []));

        Assert.Empty(_accounts.Directory.Find(_bob)!.GroupIds);
    }

    private async Task<Guid> CreateAsync(string name)
    {
        Assert.Null(await Groups.CreateAsync(name));
        return (await Groups.ListAsync(Cancellation)).Single(group => group.Name == name).Id;
    }
}
