using Microsoft.AspNetCore.Identity;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>The rules of names of accounts and groups: up to 64 characters that can be seen, without spaces at the ends.</summary>
internal sealed class NameRules : IUserValidator<Account>
{
    public const int MaxLength = 64;

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user) => Task.FromResult(
        IsValid(user.Name) ? IdentityResult.Success : IdentityResult.Failed(new IdentityError { Code = nameof(AccountFault.NameInvalid) }));

    // Normalized, or two names that look alike would be two accounts.
    internal static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && name == name.Trim() && name.IsNormalized() && !name.Any(char.IsControl) && name.Any(char.IsLetterOrDigit);
}
