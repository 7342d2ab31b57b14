using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Sharing;

/// <summary>
/// Makes, lists, opens and ends shares. It alone decides who may see something of another account; what it admits is then read with
/// the id of the owner. Thread-safe; each call has its own context.
/// </summary>
internal sealed class ShareStore(IDbContextFactory<ChatDbContext> contexts, TimeProvider time)
{
    private const int TokenBytes = 32;

    /// <summary>Raised on any thread after shares were made or ended.</summary>
    public event Action? Changed;

    /// <summary>Shares something with a group of its owner. If it is shared with the group already, the right is changed.</summary>
    /// <returns>Null if it succeeded, and otherwise why it did not.</returns>
    public Task<ShareFault?> ShareAsync(Guid ownerId, ShareTarget target, Guid groupId, ShareRight right, CancellationToken cancellationToken = default) => AddAsync(
        ownerId, target, groupId, right, cancellationToken);

    /// <summary>Makes a link to something, which every member of the server can read; there is one for each thing.</summary>
    /// <returns>Null if it succeeded, and otherwise why it did not.</returns>
    public Task<ShareFault?> LinkAsync(Guid ownerId, ShareTarget target, CancellationToken cancellationToken = default) => AddAsync(ownerId, target, null, ShareRight.Read, cancellationToken);

    /// <summary>Ends a share of an owner. Returns what was shared; null if there is no such share.</summary>
    public async Task<ShareTarget?> RevokeAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using (ChatDbContext context = contexts.CreateFor(ownerId))
        {
            Share? share = await context.Shares.SingleOrDefaultAsync(row => row.Id == id, cancellationToken).ConfigureAwait(false);
            if (share is null || await context.Shares.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false) == 0)
            {
                return null;
            }

            Changed?.Invoke();
            return share.Target;
        }
    }

    /// <summary>Lists what an owner shares, the newest first.</summary>
    public async Task<IReadOnlyList<ShareView>> ListOwnAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await ViewsAsync(context, context.Shares, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists what others share with the groups of an account, the newest first.</summary>
    public async Task<IReadOnlyList<ShareView>> ListForAsync(Guid accountId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateForAll();
        return await ViewsAsync(context, ReceivedBy(context, accountId), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a share for a reader: its owner, a member of its group, or anyone of the server who has its link.</summary>
    /// <returns>Null if there is no such share, if the reader may not see it, and if what was shared is deleted.</returns>
    public async Task<OpenedShare?> OpenAsync(Guid readerId, string key, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateForAll();
        IQueryable<Share> found = Guid.TryParse(key, out Guid id)
            ? context.Shares.Where(row => row.Id == id && (row.OwnerId == readerId
                || context.GroupMembers.Any(member => member.GroupId == row.GroupId && member.AccountId == readerId)))
            : context.Shares.Where(row => row.Token == key);
        var opened = await found.AsNoTracking().Join(context.Accounts, row => row.OwnerId, account => account.Id, (row, account) => new { Share = row, account.Name })
            .SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return opened is { Share: { } share } && (await NamesAsync(context, [share], cancellationToken).ConfigureAwait(false)).Count > 0
            ? new OpenedShare(share.Id, share.OwnerId, opened.Name, share.Target, share.Right)
            : null;
    }

    /// <summary>Finds the address of a document of somebody else that a group of an account may see; null without one.</summary>
    public async Task<string?> FindDocumentAsync(Guid accountId, Guid documentId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateForAll();
        Share? share = await ReceivedBy(context, accountId).AsNoTracking()
            .Where(row => context.Documents.Any(document => document.Id == documentId && document.DeletedAt == null
                && (document.Id == row.DocumentId || (row.FolderId != null && document.FolderId == row.FolderId))))
            .OrderByDescending(row => row.Right == ShareRight.Use).ThenBy(row => row.Id).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return share is null ? null : ShareView.AddressOf(share.FolderId is null ? $"{share.Id}" : $"{share.Id}/{documentId}");
    }

    /// <summary>Finds the owner of a document about which an account may ask questions; null if it may not.</summary>
    public async Task<Guid?> OwnerOfUsableAsync(Guid accountId, Guid documentId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await context.UsableBy(accountId).Where(row => row.Id == documentId).Select(row => (Guid?)row.OwnerId).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds a group of an account that may use all of some documents, always the same of several; null without one.</summary>
    public async Task<Guid?> FindGroupAsync(Guid accountId, IReadOnlyList<Guid> documentIds, CancellationToken cancellationToken = default)
    {
        if (documentIds.Count == 0)
        {
            return null;
        }

        using ChatDbContext context = contexts.CreateForAll();
        foreach (Guid group in await context.GroupMembers.Where(row => row.AccountId == accountId).Select(row => row.GroupId).Order().ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await context.UsableByGroup(group).CountAsync(row => documentIds.Contains(row.Id), cancellationToken).ConfigureAwait(false) == documentIds.Count)
            {
                return group;
            }
        }

        return null;
    }

    private static IQueryable<Share> ReceivedBy(ChatDbContext context, Guid accountId) => context.Shares.Where(row => row.OwnerId != accountId
        && context.GroupMembers.Any(member => member.GroupId == row.GroupId && member.AccountId == accountId));

    private async Task<ShareFault?> AddAsync(Guid ownerId, ShareTarget target, Guid? groupId, ShareRight right, CancellationToken cancellationToken)
    {
        using (ChatDbContext context = contexts.CreateFor(ownerId))
        {
            using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            Share added = New(ownerId, target, groupId, right);
            if ((await NamesAsync(context, [added], cancellationToken).ConfigureAwait(false)).Count == 0)
            {
                return ShareFault.NotFound;
            }

            if (groupId is not null && !await context.GroupMembers.AnyAsync(row => row.GroupId == groupId && row.AccountId == ownerId, cancellationToken).ConfigureAwait(false))
            {
                return ShareFault.NotInGroup;
            }

            if (await context.Shares.SingleOrDefaultAsync(
                row => row.GroupId == groupId && row.ConversationId == added.ConversationId && row.DocumentId == added.DocumentId
                    && row.PromptId == added.PromptId && row.FolderId == added.FolderId, cancellationToken).ConfigureAwait(false) is { } present)
            {
                present.Right = right;
            }
            else
            {
                context.Add(added);
            }

            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        Changed?.Invoke();
        return null;
    }

    private Share New(Guid ownerId, ShareTarget target, Guid? groupId, ShareRight right)
    {
        DateTimeOffset now = time.GetStoredNow();
        return new Share
        {
            Id = Guid.CreateVersion7(now),
            OwnerId = ownerId,
            ConversationId = target.Kind == ShareKind.Conversation ? target.Id : null,
            DocumentId = target.Kind == ShareKind.Document ? target.Id : null,
            PromptId = target.Kind == ShareKind.Prompt ? target.Id : null,
            FolderId = target.Kind == ShareKind.Folder ? target.Id : null,
            GroupId = groupId,
            Token = groupId is null ? WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(TokenBytes)) : null,
            Right = right,
            CreatedAt = now,
        };
    }

    private static async Task<IReadOnlyList<ShareView>> ViewsAsync(ChatDbContext context, IQueryable<Share> shares, CancellationToken cancellationToken)
    {
        var rows = await shares.AsNoTracking().OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
            .Join(context.Accounts, row => row.OwnerId, account => account.Id, (row, account) => new { Share = row, OwnerName = account.Name })
            .Select(row => new { row.Share, row.OwnerName, GroupName = context.Groups.Where(group => group.Id == row.Share.GroupId).Select(group => group.Name).SingleOrDefault() })
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<ShareTarget, string> names = await NamesAsync(context, [.. rows.Select(row => row.Share)], cancellationToken).ConfigureAwait(false);
        return [.. from row in rows
                   let share = row.Share
                   where names.ContainsKey(share.Target)
                   select new ShareView(share.Id, share.Target, names[share.Target], row.OwnerName, row.GroupName, share.Right, share.Token ?? share.Id.ToString(), share.CreatedAt)];
    }

    // The names of what is shared, as far as it is there for the context and not deleted.
    private static async Task<Dictionary<ShareTarget, string>> NamesAsync(ChatDbContext context, IReadOnlyList<Share> shares, CancellationToken cancellationToken)
    {
        Dictionary<ShareKind, Guid[]> ids = shares.Select(share => share.Target).GroupBy(target => target.Kind).ToDictionary(kind => kind.Key, kind => kind.Select(target => target.Id).ToArray());
        Dictionary<ShareTarget, string> names = [];
        foreach ((ShareKind kind, Guid[] wanted) in ids)
        {
            var rows = await (kind switch
            {
                ShareKind.Conversation => context.Conversations.Where(row => row.DeletedAt == null && wanted.Contains(row.Id)).Select(row => new { row.Id, Name = row.Title }),
                ShareKind.Document => context.Documents.Where(row => row.DeletedAt == null && wanted.Contains(row.Id)).Select(row => new { row.Id, row.Name }),
                ShareKind.Prompt => context.Prompts.Where(row => wanted.Contains(row.Id)).Select(row => new { row.Id, Name = row.Title }),
                _ => context.Folders.Where(row => wanted.Contains(row.Id)).Select(row => new { row.Id, row.Name }),
            }).ToListAsync(cancellationToken).ConfigureAwait(false);
            rows.ForEach(row => names[new ShareTarget(kind, row.Id)] = row.Name);
        }

        return names;
    }
}
