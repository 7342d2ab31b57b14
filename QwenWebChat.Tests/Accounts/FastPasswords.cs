using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace QwenWebChat.Tests.Accounts;

internal static class FastPasswords
{
    /// <summary>Hashes passwords with one iteration: 210,000 take a tenth of a second each time, which no test of an app looks at.</summary>
    public static IServiceCollection UseFastPasswords(this IServiceCollection services) =>
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1);
}
