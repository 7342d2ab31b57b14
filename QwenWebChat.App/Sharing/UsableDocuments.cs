using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Sharing;

/// <summary>The documents that an account may ask questions about, in one place.</summary>
internal static class UsableDocuments
{
    /// <summary>Selects an account's own documents, and those that a group of the account may use: alone or with their folder.</summary>
    public static IQueryable<Document> UsableBy(this ChatDbContext context, Guid accountId) => context.Documents.IgnoreQueryFilters().Where(row => row.DeletedAt == null
        && (row.OwnerId == accountId || context.Shares.Any(share => share.Right == ShareRight.Use && share.OwnerId == row.OwnerId
            && (share.DocumentId == row.Id || (share.FolderId != null && share.FolderId == row.FolderId))
            && context.GroupMembers.Any(member => member.GroupId == share.GroupId && member.AccountId == accountId))));

    /// <summary>Selects the documents that a group may use.</summary>
    public static IQueryable<Document> UsableByGroup(this ChatDbContext context, Guid groupId) => context.Documents.IgnoreQueryFilters().Where(row => row.DeletedAt == null
        && context.Shares.Any(share => share.Right == ShareRight.Use && share.OwnerId == row.OwnerId && share.GroupId == groupId
            && (share.DocumentId == row.Id || (share.FolderId != null && share.FolderId == row.FolderId))));
}
