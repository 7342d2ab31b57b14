namespace QwenWebChat.App.Accounts;

/// <summary>The reason why a change of a group is refused. The pages have a text for each, <c>GroupFault_NAME</c>.</summary>
internal enum GroupFault
{
    NameInvalid,
    NameTaken,

    /// <summary>The number of days is not one from 1 to that of the server.</summary>
    RetentionInvalid,

    /// <summary>The group or the account no longer exists.</summary>
    NotFound,
}
