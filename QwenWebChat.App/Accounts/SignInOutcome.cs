namespace QwenWebChat.App.Accounts;

/// <summary>The outcome of a try to sign in. The pages have a text for each failure, <c>SignIn_NAME</c>.</summary>
internal enum SignInOutcome
{
    Succeeded,

    /// <summary>The name or the password is wrong: which, is not said.</summary>
    Wrong,

    /// <summary>There were too many tries with this name or from this address.</summary>
    TooManyTries,

    /// <summary>The password is right, but an administrator paused the account.</summary>
    Paused,
}
