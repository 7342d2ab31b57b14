using System.CommandLine;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Terminal;

/// <summary><c>admin create NAME</c> and <c>admin reset-password NAME</c>: accounts without a page, while the app does not run.</summary>
internal static class AdminCommand
{
    private const int BadInput = 2;

    public static Command Create(TerminalConsole console) => new("admin", "Makes administrators and sets passwords, while the app does not run.")
    {
        Change(console, "create", "Makes an administrator. The first one gets everything that was made before there were accounts.", "Created",
            (accounts, name, password) => accounts.CreateRescueAsync(name, password), directory => directory.HasAdministrator ? AuditAction.AccountMade : AuditAction.SetUp),
        Change(console, "reset-password", "Sets the password of an account, and ends its sessions.", "Changed the password of",
            (accounts, name, password) => accounts.SetPasswordAsync(name, password), _ => AuditAction.PasswordChanged),
    };

    private static Command Change(TerminalConsole console, string verb, string description, string done, Func<AccountStore, string, string, Task<AccountFault?>> change, Func<AccountDirectory, AuditAction> actionOf)
    {
        Argument<string> name = new("name") { Description = "The name that the account signs in with." };
        Option<string> database = TerminalDatabase.Option();
        Command command = new(verb, $"{description} The password is asked, or read from standard input.") { name, database };
        command.SetAction((parsed, cancellationToken) => TerminalDatabase.UseAsync(
            parsed.GetValue(database),
            async services =>
            {
                string account = parsed.GetValue(name)!;
                AuditAction action = actionOf(services.GetRequiredService<AccountDirectory>());
                if (await change(services.GetRequiredService<AccountStore>(), account, console.ReadPassword()).ConfigureAwait(false) is { } fault)
                {
                    await console.Error.WriteLineAsync(services.GetRequiredService<IStringLocalizer<UiText>>()[$"AccountFault_{fault}"]).ConfigureAwait(false);
                    return BadInput;
                }

                await services.GetRequiredService<AuditLog>().WriteAsync(AuditActor.Terminal, action, new AuditTarget(AuditTargetKind.Account, account.Trim())).ConfigureAwait(false);
                await console.Output.WriteLineAsync($"{done} {account}.").ConfigureAwait(false);
                return 0;
            },
            cancellationToken));
        return command;
    }
}
