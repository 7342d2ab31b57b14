namespace QwenWebChat.App.Sharing;

/// <summary>The reason why something is not shared. The pages have a text for each, <c>ShareFault_NAME</c>.</summary>
internal enum ShareFault
{
    /// <summary>It was deleted, or belongs to somebody else.</summary>
    NotFound,

    /// <summary>The owner is in no such group.</summary>
    NotInGroup,
}
