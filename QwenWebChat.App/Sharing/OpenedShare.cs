using QwenWebChat.App.Data;

namespace QwenWebChat.App.Sharing;

/// <summary>A share that its reader may see now.</summary>
/// <param name="OwnerId">The owner of what is shared, with whose rights it is read.</param>
public sealed record OpenedShare(Guid Id, Guid OwnerId, string OwnerName, ShareTarget Target, ShareRight Right);
