namespace QwenWebChat.App.Accounts;

/// <summary>The reason why a change of an account is refused. The pages have a text for each, <c>AccountFault_NAME</c>.</summary>
internal enum AccountFault
{
    NameInvalid,
    NameTaken,
    PasswordTooShort,
    PasswordTooLong,
    PasswordCommon,
    PasswordHasName,
    PasswordsDiffer,
    PasswordWrong,
    AlreadySetUp,
    CodeWrong,
    LinkInvalid,
    LastAdministrator,
    NotFound,
}
