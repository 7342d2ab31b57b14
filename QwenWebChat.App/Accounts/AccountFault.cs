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
    TwoFactorCodeWrong,
    TwoFactorCodeUsed,

    /// <summary>The last code belongs to a time that the server's clock has not reached yet.</summary>
    ClockSetBack,
    PasskeyRefused,
    PasskeyNameInvalid,
    PasskeyNotFound,
    TooManyPasskeys,
    ProviderTaken,
    LastAdministrator,
    NotFound,
}
