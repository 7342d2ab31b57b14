using Microsoft.AspNetCore.Authentication;

namespace QwenWebChat.App.Keys;

/// <summary>A key was given and is not accepted. The message is for the program's log.</summary>
/// <param name="code">The code in the body of an API's error.</param>
/// <param name="reason">The word in the audit log.</param>
internal sealed class KeyRefusedException(string message, string code, string reason) : AuthenticationFailureException(message)
{
    public string Code { get; } = code;

    public string Reason { get; } = reason;
}
