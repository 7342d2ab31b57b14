using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;
using QwenWebChat.App.Quotas;

namespace QwenWebChat.Tests.Data;

/// <summary>Databases of the versions in which groups had no quotas and no retention.</summary>
public sealed class GroupMigrationsTests : IDisposable
{
    private static readonly QuotaLimits Limits = QuotaLimits.None with { TokensPerDay = 1000 };

    private readonly TestDatabase _database = new();
    private readonly Guid _group = Guid.NewGuid();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("20261130120000_Retention")]
    [InlineData("20261130130000_GroupQuotas")]
    public void Prepare_DatabaseOfThePreviousVersion_KeepsGroupsAndQuotas(string version)
    {
        using (ChatDbContext context = _database.CreateForAll())
        {
            context.Add(new Group { Id = _group, Name = "Research", NormalizedName = "RESEARCH", CreatedAt = _database.Time.GetUtcNow() });
            context.Add(new GroupMember { GroupId = _group, AccountId = TestDatabase.OtherOwner });
            context.Add(new StoredQuota { Subject = $"account:{TestDatabase.OtherOwner}", AccountId = TestDatabase.OtherOwner, Limits = Limits, UpdatedAt = _database.Time.GetUtcNow() });
            context.SaveChanges();
            context.Database.Migrate(version);
        }

        _database.File.Prepare(TestDatabase.Cancellation);

        using ChatDbContext after = _database.CreateForAll();
        Group group = after.Groups.Single();
        Assert.Equal((_group, "Research", null), (group.Id, group.Name, group.RetentionDays));
        Assert.Equal([TestDatabase.OtherOwner], after.GroupMembers.Select(member => member.AccountId));
        StoredQuota quota = after.Quotas.Single();
        Assert.Equal((Limits, null, TestDatabase.OtherOwner), (quota.Limits, quota.GroupId, quota.AccountId));
        after.Add(new StoredQuota { Subject = $"group:{_group}", GroupId = _group, Limits = Limits, UpdatedAt = _database.Time.GetUtcNow() });
        after.SaveChanges();
        // It goes with its group.
        after.Groups.ExecuteDelete();
        Assert.Single(after.Quotas);
        Assert.Empty(after.Database.SqlQueryRaw<string>("SELECT \"table\" AS Value FROM pragma_foreign_key_check"));
    }
}
