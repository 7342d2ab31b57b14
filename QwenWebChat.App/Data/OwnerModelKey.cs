using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace QwenWebChat.App.Data;

/// <summary>
/// Distinguishes the model with the filters of owners from the one without. Filters with a condition for all owners would keep SQLite
/// from using its indexes.
/// </summary>
internal sealed class OwnerModelKey : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (context.GetType(), ((ChatDbContext)context).SeesAllOwners, designTime);
}
