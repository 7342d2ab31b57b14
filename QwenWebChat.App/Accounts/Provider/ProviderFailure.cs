using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace QwenWebChat.App.Accounts.Provider;

/// <summary>Names the reason of a failed sign-in at the provider in a word for the audit log.</summary>
internal static class ProviderFailure
{
    public const string Correlation = "correlation";

    /// <param name="failure">The failure, of which an inner exception may be the cause.</param>
    public static string ReasonOf(Exception? failure) => failure switch
    {
        null => "unknown",
        SecurityTokenInvalidIssuerException => "issuer",
        SecurityTokenInvalidAudienceException => "audience",
        SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException => "lifetime",
        SecurityTokenInvalidSignatureException => "signature",
        OpenIdConnectProtocolInvalidNonceException => "nonce",
        HttpRequestException or TaskCanceledException or IOException => "unavailable",
        _ when failure.Message.Contains("Correlation failed", StringComparison.Ordinal) => Correlation,
        _ when failure.InnerException is { } inner && ReasonOf(inner) is not "protocol" and var reason => reason,
        _ => "protocol",
    };
}
