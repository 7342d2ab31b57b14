namespace QwenWebChat.App.Accounts;

/// <summary>The outcome of a try to sign in. The pages have a text for each failure, <c>SignIn_NAME</c>.</summary>
internal enum SignInOutcome
{
    Succeeded,

    /// <summary>The password is right; the page of codes has the next step.</summary>
    CodeNeeded,

    /// <summary>The name or the password is wrong: which, is not said.</summary>
    Wrong,

    /// <summary>There were too many tries with this name or from this address.</summary>
    TooManyTries,

    /// <summary>The password is right, but an administrator paused the account.</summary>
    Paused,

    /// <summary>The password or the passkey is right, but this account signs in at the provider.</summary>
    OnlyProvider,

    /// <summary>The form was open for too long, or somebody else signed in meanwhile.</summary>
    FormExpired,

    /// <summary>Too much time passed since the password was entered.</summary>
    StepExpired,

    /// <summary>The passkey belongs to no account, or its answer is not valid.</summary>
    PasskeyRefused,

    /// <summary>The provider does not answer.</summary>
    ProviderUnavailable,

    /// <summary>The answer of the provider is not valid.</summary>
    ProviderFailed,

    /// <summary>The person or the provider ended the sign-in.</summary>
    ProviderDenied,

    /// <summary>The person has no account here, and none is made.</summary>
    ProviderUnknown,

    /// <summary>The person has none of the roles that may use this app.</summary>
    ProviderNotAllowed,

    /// <summary>The person is bound to another account already.</summary>
    ProviderTaken,
}
