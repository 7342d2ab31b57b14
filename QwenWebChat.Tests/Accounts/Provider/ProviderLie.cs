namespace QwenWebChat.Tests.Accounts.Provider;

/// <summary>The fault of a provider in a test.</summary>
public enum ProviderLie
{
    None,
    WrongIssuer,
    ForeignAudience,
    Expired,
    NotYetValid,
    WrongNonce,
    NoNonce,
    ForeignSignature,
    NoSignature,
    NoSubject,
    OtherSubjectInUserInfo,
    TokenError,
    TokenNonsense,
    NoIdToken,
}
