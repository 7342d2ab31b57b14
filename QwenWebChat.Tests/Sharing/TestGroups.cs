using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Sharing;

/// <summary>Makes groups without an administrator.</summary>
internal static class TestGroups
{
    /// <summary>Makes the group "Research" with these members.</summary>
    public static async Task AddGroupAsync(this TestDatabase database, Guid id, params Guid[] members)
    {
        using ChatDbContext context = database.CreateDbContext();
        context.Add(new Group { Id = id, Name = "Research", NormalizedName = Group.Normalize("Research"), CreatedAt = default });
        context.AddRange(members.Select(member => new GroupMember { GroupId = id, AccountId = member }));
        await context.SaveChangesAsync(TestDatabase.Cancellation);
    }
}
