using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// Makes and changes groups, each change in a transaction. It is then seen by <see cref="AccountDirectory"/>. A change returns null if it
/// succeeded, and otherwise why it did not. Thread-safe; each call has its own context.
/// </summary>
internal sealed class GroupStore(IDbContextFactory<ChatDbContext> contexts, AccountDirectory directory, TimeProvider time)
{
    /// <summary>A part of a change.</summary>
    private delegate Task<GroupFault?> Change(ChatDbContext context);

    /// <summary>Lists all groups by name, with their members by name.</summary>
    public async Task<IReadOnlyList<GroupView>> ListAsync(CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        using IDbContextTransaction snapshot = await context.Database.BeginReadAsync(cancellationToken).ConfigureAwait(false);
        List<Group> groups = await context.Groups.AsNoTracking().OrderBy(row => row.NormalizedName).ToListAsync(cancellationToken).ConfigureAwait(false);
        var members = await context.GroupMembers.Join(context.Accounts, row => row.AccountId, account => account.Id, (row, account) => new { row.GroupId, account.Id, account.Name, account.NormalizedUserName })
            .OrderBy(row => row.NormalizedUserName).ToListAsync(cancellationToken).ConfigureAwait(false);
        ILookup<Guid, GroupMemberView> byGroup = members.ToLookup(row => row.GroupId, row => new GroupMemberView(row.Id, row.Name));
        return [.. groups.Select(group => new GroupView(group.Id, group.Name, group.RetentionDays, [.. byGroup[group.Id]]))];
    }

    /// <summary>Lists the groups of an account by name.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> ListOfAsync(Guid accountId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        var groups = await context.Groups.Where(row => context.GroupMembers.Any(member => member.GroupId == row.Id && member.AccountId == accountId))
            .OrderBy(row => row.NormalizedName).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. groups.Select(row => (row.Id, row.Name))];
    }

    /// <summary>Makes a group without members.</summary>
    public Task<GroupFault?> CreateAsync(string name) => ChangeAsync(async context =>
    {
        string clean = name.Trim();
        if (await FindFaultAsync(context, clean, null).ConfigureAwait(false) is { } fault)
        {
            return fault;
        }

        DateTimeOffset now = time.GetStoredNow();
        context.Add(new Group { Id = Guid.CreateVersion7(now), Name = clean, NormalizedName = Group.Normalize(clean), CreatedAt = now });
        return null;
    });

    public Task<GroupFault?> RenameAsync(Guid id, string name) => ChangeAsync(async context =>
    {
        string clean = name.Trim();
        if (await context.Groups.SingleOrDefaultAsync(row => row.Id == id).ConfigureAwait(false) is not { } group)
        {
            return GroupFault.NotFound;
        }

        if (await FindFaultAsync(context, clean, id).ConfigureAwait(false) is { } fault)
        {
            return fault;
        }

        (group.Name, group.NormalizedName) = (clean, Group.Normalize(clean));
        return null;
    });

    /// <summary>Deletes a group with its memberships and what was shared to it.</summary>
    public Task<GroupFault?> DeleteAsync(Guid id) => ChangeAsync(async context =>
        await context.Groups.Where(row => row.Id == id).ExecuteDeleteAsync().ConfigureAwait(false) > 0 ? null : GroupFault.NotFound);

    /// <summary>Adds a member, who may be one already.</summary>
    public Task<GroupFault?> AddMemberAsync(Guid id, Guid accountId) => ChangeAsync(async context =>
    {
        if (!await context.Groups.AnyAsync(row => row.Id == id).ConfigureAwait(false) || !await context.Accounts.AnyAsync(row => row.Id == accountId).ConfigureAwait(false))
        {
            return GroupFault.NotFound;
        }

        if (!await context.GroupMembers.AnyAsync(row => row.GroupId == id && row.AccountId == accountId).ConfigureAwait(false))
        {
            context.Add(new GroupMember { GroupId = id, AccountId = accountId });
        }

        return null;
    });

    public Task<GroupFault?> RemoveMemberAsync(Guid id, Guid accountId) => ChangeAsync(async context =>
        await context.GroupMembers.Where(row => row.GroupId == id && row.AccountId == accountId).ExecuteDeleteAsync().ConfigureAwait(false) > 0 ? null : GroupFault.NotFound);

    /// <summary>Makes an account a member of exactly those groups that have one of the names, ignoring case. Names that no group has are ignored.</summary>
    public Task<GroupFault?> SetGroupsOfAsync(Guid accountId, IEnumerable<string> names) => ChangeAsync(async context =>
    {
        if (!await context.Accounts.AnyAsync(row => row.Id == accountId).ConfigureAwait(false))
        {
            return GroupFault.NotFound;
        }

        string[] wanted = [.. names.Select(name => Group.Normalize(name.Trim()))];
        List<Guid> groups = await context.Groups.Where(row => wanted.Contains(row.NormalizedName)).Select(row => row.Id).ToListAsync().ConfigureAwait(false);
        List<GroupMember> present = await context.GroupMembers.Where(row => row.AccountId == accountId).ToListAsync().ConfigureAwait(false);
        context.RemoveRange(present.Where(row => !groups.Contains(row.GroupId)));
        context.AddRange(groups.Where(id => present.TrueForAll(row => row.GroupId != id)).Select(id => new GroupMember { GroupId = id, AccountId = accountId }));
        return null;
    });

    // Each change begins with the write lock, so that what it depends on still holds when it is stored.
    private async Task<GroupFault?> ChangeAsync(Change change)
    {
        using (ChatDbContext context = contexts.CreateDbContext())
        {
            using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync().ConfigureAwait(false);
            if (await change(context).ConfigureAwait(false) is { } fault)
            {
                return fault;
            }

            await context.SaveChangesAsync().ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
        }

        directory.Refresh();
        return null;
    }

    private static async Task<GroupFault?> FindFaultAsync(ChatDbContext context, string name, Guid? renamedId)
    {
        string normalized = Group.Normalize(name);
        return !NameRules.IsValid(name) ? GroupFault.NameInvalid
            : await context.Groups.AnyAsync(row => row.NormalizedName == normalized && row.Id != renamedId).ConfigureAwait(false) ? GroupFault.NameTaken
            : null;
    }
}
