namespace QwenWebChat.Tests.Accounts.Provider;

/// <summary>What a provider does wrong.</summary>
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
